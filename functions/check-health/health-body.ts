import type { ComponentObservation } from '../shared/observation.ts';

/** AtlasML's health answer, read. Source: AtlasML's routers/health.py and recorded answers. */
export type HealthBody =
  | {
      form: 'current';
      status: string;
      components: ComponentObservation[];
      /** What could not be read of its components: then it is not known that all are well. */
      unclear?: string;
    }
  | { form: 'legacy' }
  /** `components` are the ones that it calls failing all the same. */
  | { form: 'other'; why: string; components: ComponentObservation[] };

/** Reads the answer in its current form and in the old one, `[]`. Whatever else it is, nothing in it is well by default. */
export function readHealthBody(json: unknown): HealthBody {
  if (Array.isArray(json) && json.length === 0) return { form: 'legacy' };
  if (Array.isArray(json)) return { form: 'other', why: 'body is a list, not an object', components: [] };
  if (!isRecord(json)) return { form: 'other', why: 'body is not an object', components: [] };
  const failing = failingOf(json);
  if (typeof json.status !== 'string') return { form: 'other', why: 'body has no status field', components: failing };
  const { components, unclear } = componentsOf(json.components);
  return { form: 'current', status: json.status, components: [...components, ...failing], ...(unclear && { unclear }) };
}

/** What an object of JSON itself calls failing, by the values of its keys; `status` and `components` stand for the whole. */
export function failingOf(json: unknown): ComponentObservation[] {
  if (!isRecord(json)) return [];
  return Object.entries(json).flatMap(([component, value]) => {
    if (component === 'status' || component === 'components') return [];
    const word = isRecord(value) ? value.status : value;
    return isBad(word) ? [{ component, up: false, message: String(isRecord(value) ? (value.message ?? word) : word) }] : [];
  });
}

/** True for a word by which services call themselves failing. */
export const isBad = (word: unknown): boolean => typeof word === 'string' && BAD.test(word.trim());

const GOOD = /^(?:ok|up|healthy|pass|green)$/i;
const BAD =
  /^(?:error|fail(?:ed|ing|ure)?|down|unhealthy|unreachable|unavailable|missing|critical|red|degraded|not[ _-]?(?:ok|ready|healthy)|offline|dead|outage)$/i;

interface Components {
  components: ComponentObservation[];
  unclear?: string;
}

function componentsOf(value: unknown): Components {
  if (value === undefined) return { components: [] };
  if (!isRecord(value) && !Array.isArray(value)) return { components: [], unclear: `its components are ${kindOf(value)}` };
  const named: [string, unknown][] = Array.isArray(value)
    ? value.map((item, i) => [nameOf(item) ?? `components[${i}]`, item])
    : Object.entries(value);
  const read = named.map(([name, state]) => componentOf(name, state));
  const unclear = read.find((one) => one.unclear !== undefined)?.unclear;
  return { components: read.flatMap((one) => one.components), ...(unclear && { unclear }) };
}

/** One component, with what stands below it: `collections`, and whatever else tells of itself. */
function componentOf(name: string, value: unknown): Components {
  const state = stateOf(value);
  if (state === undefined) return { components: [], unclear: `for ${name} it gives ${kindOf(value)}` };
  const message = isRecord(value) && typeof value.message === 'string' ? value.message : state.message;
  const own = { component: name, up: state.up, ...(message && { message }) };
  if (!isRecord(value)) return { components: [own] };
  const collections = isRecord(value.collections) ? Object.entries(value.collections) : [];
  const states = collections.map(([collection, inside]) => [`${name}/${collection}`, stateOf(inside)] as const);
  const blank = states.find(([, inside]) => inside === undefined)?.[0];
  const odd =
    value.collections === undefined || isRecord(value.collections)
      ? undefined
      : `for ${name} it gives collections as ${kindOf(value.collections)}`;
  const deep = deepFailure(value);
  const unclear = blank ? `for ${blank} it gives no status` : odd;
  return {
    components: [
      // What fails below it makes it fail, whatever it says of itself.
      own.up && deep ? { ...own, up: false, message: `${deep} fails` } : own,
      ...states.flatMap(([component, inside]) =>
        inside ? [{ component, up: inside.up, ...(!inside.up && { message: inside.message ?? 'no status' }) }] : [],
      ),
    ],
    ...(unclear && { unclear }),
  };
}

/** A word, a yes or no, or an object with one of them as its status; undefined where nothing tells. */
function stateOf(value: unknown): { up: boolean; message?: string } | undefined {
  const word = isRecord(value) ? value.status : value;
  if (typeof word === 'boolean') return { up: word };
  if (typeof word !== 'string') return undefined;
  return GOOD.test(word) ? { up: true } : { up: false, message: word || 'no status' };
}

/** Where below a component, besides its collections, something calls itself failing; the path, or undefined. */
function deepFailure(component: Record<string, unknown>): string | undefined {
  const { collections: _, status: __, ...rest } = component;
  const left: [string, unknown][] = Object.entries(rest);
  for (let next = left.pop(); next; next = left.pop()) {
    const [path, value] = next;
    if (typeof value !== 'object' || value === null) continue;
    if (isRecord(value) && (isBad(value.status) || value.status === false)) return path;
    for (const [key, inside] of Object.entries(value)) left.push([`${path}/${key}`, inside]);
  }
  return undefined;
}

function nameOf(item: unknown): string | undefined {
  const { name, component, id } = isRecord(item) ? item : {};
  return [name, component, id].find((one) => typeof one === 'string' && one !== '') as string | undefined;
}

/** "a number", "a list". */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object without a status' : `a ${typeof value}`;
}

/** An object of JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
