import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { ErrorKind, HealthObservation, LogsObservation, Observation } from '../../functions/shared/observation.ts';
import { redact } from '../../functions/shared/text/redact.ts';
import { plural } from '../../functions/shared/text/words.ts';
import type { Part, PartState } from './port.ts';

/** Checks look each minute and may take most of one; what is older is not the case now. */
const FRESH_MS = 3 * 60_000;
/** How a line of AtlasML names OpenAI. */
const OPENAI = /open ?ai|embedding/i;

/** The parts of AtlasML with the state of each: its endpoints, Weaviate and its collections, and OpenAI as the log shows it. Pure. */
export function partsOf(config: Pick<MonitorConfig, 'components' | 'logs'>, observations: Observation[], nowMs: number): Part[] {
  const find = <T>(check: string) => observations.find((o) => o.check === check) as T | undefined;
  const health = find<HealthObservation>('health');
  const isFresh = health !== undefined && nowMs - health.atMs <= FRESH_MS;
  const endpoints = (health?.endpoints ?? []).map((e): Part => {
    const state: PartState = !isFresh || e.verdict === 'unknown' ? 'unknown' : e.verdict === 'down' ? 'failing' : 'well';
    return { name: e.endpoint, state, words: redact(isFresh ? e.sentence : old(e.endpoint)), atMs: health?.atMs ?? nowMs };
  });
  return [...endpoints, ...componentsOf(config, health, isFresh), ...openAi(config, find<LogsObservation>('logs'), nowMs)];
}

const old = (what: string) => `${what} was not looked at for some minutes.`;

/** Those that are configured, and any other that the health answer names. */
function componentsOf(
  { components }: Pick<MonitorConfig, 'components'>,
  health: HealthObservation | undefined,
  isFresh: boolean,
): Part[] {
  const seen = (health?.endpoints ?? []).flatMap((e) => e.components).filter(({ component }) => component !== 'api');
  const names = [...new Set([...components, ...seen.map(({ component }) => component)])];
  return names.map((component): Part => {
    const [of, collection] = component.includes('/') ? component.split('/') : [undefined, undefined];
    const said = seen.filter((c) => c.component === component);
    const failing = said.find(({ up }) => !up);
    const at = { name: collection ?? component, ...(of && { of }), ...(health && { atMs: health.atMs }) };
    if (!isFresh || said.length === 0) {
      // Of a Weaviate that fails nobody says how its collections are.
      const isSaid = of !== undefined && seen.some((c) => c.component === of && !c.up);
      const words = !isFresh ? old(component) : isSaid ? '' : `The health answer does not name ${component}.`;
      return { ...at, state: 'unknown', words };
    }
    if (failing) return { ...at, state: 'failing', words: redact(`${component}: ${failing.message ?? 'it fails'}.`) };
    return { ...at, state: 'well', words: `The health answer says that ${component} is well.` };
  });
}

/** AtlasML asks OpenAI; that it fails is seen by the errors of the last minutes, that it is well by answers without such. */
function openAi({ logs }: Pick<MonitorConfig, 'logs'>, seen: LogsObservation | undefined, nowMs: number): Part[] {
  if (!logs && !seen) return [];
  const at = { name: 'OpenAI', ...(seen && { atMs: seen.atMs }) };
  if (!seen?.counts || nowMs - seen.atMs > FRESH_MS) {
    return [{ ...at, state: 'unknown', words: 'What the log says of OpenAI is not known.' }];
  }
  if (seen.waitsFor?.who === 'openai') {
    return [{ ...at, state: 'failing', words: `AtlasML waits for OpenAI: ${Math.round(seen.waitsFor.seconds)} s.` }];
  }
  const kinds = seen.evidence.filter(isOfOpenAi);
  const count = kinds.reduce((sum, kind) => sum + kind.count, 0);
  if (kinds[0])
    return [{ ...at, state: 'failing', words: redact(`${plural(count, 'error')} of OpenAI in 5 min: ${kinds[0].text}`) }];
  return [{ ...at, state: 'well', words: 'No error of OpenAI in the last 5 min of the log.' }];
}

function isOfOpenAi({ text, exception = '', causedBy = [] }: ErrorKind): boolean {
  return [text, exception, ...causedBy.map((c) => c.exception)].some((words) => OPENAI.test(words));
}
