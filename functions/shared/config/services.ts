import { plural } from '../text/words.ts';
import type { Named } from './choose-services.ts';
import { DEFAULTS } from './defaults.ts';
import type { MonitorConfigInput } from './schema.ts';
import { SLUG_LENGTH, slugOf } from './slug.ts';
import type { Fault } from './text-faults.ts';

/**
 * What only one service can have. `heartbeat` is among them: one that several share goes on while any of them lives, so nobody would
 * hear of the others' end.
 */
export const OF_ONE_SERVICE = ['endpoints', 'logs', 'metrics', 'memory', 'disk', 'cpu', 'docker', 'heartbeat', 'slug'] as const;
/** Of these a service that names a part inherits the rest; all else is inherited whole. */
const BY_PART = ['confirm', 'thresholds', 'digests', 'network'] as const;

type OfOneService = (typeof OF_ONE_SERVICE)[number];

/** What a user writes who has several services: what they share, and each of them. */
export type ServicesInput = Omit<MonitorConfigInput, OfOneService> & { [key in OfOneService]?: undefined } & {
  services: MonitorConfigInput[];
};
/** What a user writes in monitor.config.ts. */
export type ConfigInput = MonitorConfigInput | ServicesInput;

/** Each has a store, alarms and functions of its own. */
export const MOST_SERVICES = 100;

/** A service of a configuration, and where its keys stand. */
export interface Entry {
  /** As a file of its own would say it. */
  input: MonitorConfigInput;
  /** Of a path in `input` the one in the file. */
  pathInFile(path: PropertyKey[]): PropertyKey[];
  /** What it is called, as far as it can be read. */
  named: Named;
  /** True where nobody wrote its slug. */
  isSlugDerived: boolean;
}

type Keys = Record<string, unknown>;

/** True for a configuration that holds several services, or means to. */
export function hasServices(input: unknown): input is Keys & { services: unknown } {
  return isObject(input) && input.services !== undefined;
}

/**
 * The services of a configuration, each with what it inherits from the top level. A key that a service has is its own, also one that it
 * has as `undefined`: `slack: undefined` is a service without Slack.
 * @param input without {@link listFaults}.
 */
export function entriesOf(input: { services: unknown }): Entry[] {
  const { services, ...top } = input;
  return (services as Keys[]).map((service, i) => entryOf(top, service, i));
}

/** What is wrong with the list itself, and with what stands beside it. */
export function listFaults(input: { services: unknown }): Fault[] {
  const { services } = input;
  const inList = (message: string): Fault[] => [{ path: ['services'], message }];
  if (!Array.isArray(services)) return inList('must be a list in [ ]');
  if (services.length === 0) return inList('needs at least one service');
  if (services.length > MOST_SERVICES) return inList(`may have at most ${plural(MOST_SERVICES, 'entry', 'entries')}`);
  const beside = OF_ONE_SERVICE.filter((key) => (input as Keys)[key] !== undefined).map((key) => ({
    path: [key],
    message: key === 'heartbeat' ? SHARED_HEARTBEAT : 'does not stand beside services; write it into each of them',
  }));
  return [
    ...services.flatMap((one, i) => (isObject(one) ? [] : [{ path: ['services', i], message: 'must be an object in { }' }])),
    ...beside,
  ];
}

const SHARED_HEARTBEAT =
  'does not stand beside services; write one into each of them, for one that they share goes on while any of them is watched';

/** The services of a configuration as files of their own would say them; a plain one is one. */
export function inputsOf(input: ConfigInput): MonitorConfigInput[] {
  return hasServices(input) ? entriesOf(input).map((entry) => entry.input) : [input];
}

function entryOf(top: Keys, own: Keys, i: number): Entry {
  const merged: Keys = { ...top, ...own };
  for (const key of BY_PART) if (isObject(top[key]) && isObject(own[key])) merged[key] = { ...top[key], ...own[key] };
  const { service, environment } = merged;
  const named = { service: textOr(service, DEFAULTS.service), environment: textOr(environment, DEFAULTS.environment) };
  merged.slug = own.slug ?? slugOf(named);
  const slug = textOr(merged.slug, slugOf(named));
  const isOwn = ([key, part]: PropertyKey[]): boolean => {
    if (key === undefined || !(key in top)) return true;
    if (!(key in own)) return false;
    return !isByPart(key) || part === undefined || !isObject(own[key as string]) || part in (own[key as string] as Keys);
  };
  return {
    input: merged as unknown as MonitorConfigInput,
    pathInFile: (path) => (isOwn(path) ? ['services', i, ...path] : path),
    named: { ...named, slug },
    isSlugDerived: own.slug === undefined,
  };
}

/** A fault of an entry as one of the file. */
export function inFile({ path, message }: Fault, { input, pathInFile, isSlugDerived }: Entry): Fault {
  const ofSlug = `its names would hold '${input.slug}', and that ${SLUG_LENGTH}; give it a slug of its own`;
  return { path: pathInFile(path), message: path[0] === 'slug' && isSlugDerived ? ofSlug : message };
}

const isByPart = (key: PropertyKey): boolean => (BY_PART as readonly PropertyKey[]).includes(key);
const textOr = (value: unknown, text: string): string => (typeof value === 'string' ? value : text);

export function isObject(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
