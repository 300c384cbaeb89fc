import type { ComponentObservation } from '../shared/observation.ts';

/** AtlasML's health answer, read. Source: AtlasML's routers/health.py and recorded answers. */
export type HealthBody =
  | { form: 'current'; status: string; components: ComponentObservation[] }
  | { form: 'legacy' }
  | { form: 'other'; why: string };

/** Reads the answer in its current form and in the old one, `[]`. */
export function readHealthBody(json: unknown): HealthBody {
  if (Array.isArray(json))
    return json.length === 0 ? { form: 'legacy' } : { form: 'other', why: 'body is a list, not an object' };
  if (!isRecord(json)) return { form: 'other', why: 'body is not an object' };
  if (typeof json.status !== 'string') return { form: 'other', why: 'body has no status field' };
  const components = isRecord(json.components)
    ? Object.entries(json.components).flatMap(([name, value]) => componentsOf(name, value))
    : [];
  return { form: 'current', status: json.status, components };
}

function componentsOf(name: string, value: unknown): ComponentObservation[] {
  if (!isRecord(value)) return [];
  const message = typeof value.message === 'string' ? value.message : undefined;
  const collections = isRecord(value.collections) ? Object.entries(value.collections) : [];
  return [
    { component: name, up: value.status === 'ok', ...(message && { message }) },
    ...collections.flatMap(([collection, state]) => {
      if (!isRecord(state)) return [];
      const up = state.status === 'ok';
      return [{ component: `${name}/${collection}`, up, ...(!up && { message: String(state.status ?? 'no status') }) }];
    }),
  ];
}

/** An object of JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
