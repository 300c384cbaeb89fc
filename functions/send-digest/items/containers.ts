import { CONTAINER_SERIES } from '../../shared/container-series.ts';
import { type ContainerObservation, type ContainerState, type DockerDisk, ENDS } from '../../shared/observation.ts';
import type { Datapoint } from '../../shared/ports.ts';
import { number, plural } from '../../shared/text/words.ts';
import { type Answer, before, DAY_MS, type Question, type Scope, type Window } from '../scope.ts';

/** What Docker said so long ago says nothing of now. */
const STALE_MS = 2 * 3_600_000;
/** A volume that doubles, or loses half of what it held, and by more than this, is worth a look; bytes. */
const NOTABLE_BYTES = 100_000_000;
const HOUR_SECONDS = 3600;
const MINUTE_SECONDS = 60;

/** What Docker said last; undefined where nobody asks it, as in AWS. @throws where it is too old, or could not be asked. */
async function dockerOf({ ports, nowMs }: Scope): Promise<ContainerObservation | undefined> {
  const seen = (await ports.store.observations()).find((o) => o.check === 'container');
  if (seen?.runtime !== 'Docker') return undefined;
  if (nowMs - seen.atMs > STALE_MS) throw new Error('Docker was not asked for two hours: does `watch` run with --docker?');
  if (!seen.state && seen.unknown) throw new Error(seen.unknown);
  return seen;
}

const series = ({ ports }: Scope, metric: string, dimensions: Record<string, string>, window: Window, periodSeconds: number) =>
  ports.metrics.read({
    namespace: CONTAINER_SERIES.namespace,
    metric,
    dimensions,
    statistic: 'Maximum',
    periodSeconds,
    ...window,
  });

export function size(bytes: number): string {
  return bytes >= 1e9 ? `${number(bytes / 1e9)} GB` : `${number(bytes / 1e6)} MB`;
}

type Volume = DockerDisk['volumes'][number];
const isWeaviates = ({ container, path }: Volume) => /weaviate/i.test(container) || path === '/var/lib/weaviate';

/** @param points of its size by hour, over the window, in ascending time. */
export function judgeVolume({ name, bytes }: Volume, points: Datapoint[], days: number): Answer {
  if (bytes === undefined) return { status: 'unknown', fact: `Docker does not tell the size of volume ${name}` };
  const [first] = points;
  const last = points.at(-1);
  const now = `${size(bytes)} in volume ${name}`;
  if (!first || !last || last.atMs - first.atMs < DAY_MS)
    return { status: 'well', fact: `${now}; less than a day is known, so there is no trend yet` };
  const grown = bytes - first.value;
  const isNotable = Math.abs(grown) > NOTABLE_BYTES && (bytes > 2 * first.value || bytes < first.value / 2);
  const seen = Math.min(days, (last.atMs - first.atMs) / DAY_MS);
  return {
    status: isNotable ? 'bad' : 'well',
    fact: `${now}; ${grown < 0 ? '−' : '+'}${size(Math.abs(grown))} in ${plural(Math.round(seen), 'day')}${grown < 0 && isNotable ? ': was data lost?' : ''}`,
  };
}

export const weaviateVolume: Question = {
  what: "Weaviate's data",
  seen: 'Runbook',
  async ask(scope) {
    const docker = await dockerOf(scope);
    if (!docker)
      return { status: 'person', fact: 'how large is it? `docker system df -v` on its host; restore a backup once to test it' };
    const volume = docker.disk?.volumes.find(isWeaviates);
    if (!volume)
      return {
        status: 'unknown',
        fact: "Weaviate's container is not among those that are watched, or has no volume: name it in docker.also",
      };
    const points = await series(scope, CONTAINER_SERIES.volumeBytes, { Volume: volume.name }, scope.window, HOUR_SECONDS);
    const { status, fact } = judgeVolume(volume, points, (scope.window.endMs - scope.window.startMs) / DAY_MS);
    return { status, fact: `${fact}; restore a backup once to test it` };
  },
};

/** @param states of all containers that are watched. */
export function judgeLogs(states: ContainerState[]): Answer {
  const words = states.map(({ name, log: { driver, isRotated, bytes } }) => {
    if (isRotated === undefined) return `${name}: driver ${driver}, no file on this disk`;
    const large = bytes === undefined ? 'of unknown size (only root can see it)' : size(bytes);
    return `${name}: ${large}, ${isRotated ? 'rotated' : 'NOT rotated: it grows until the disk is full; set max-size and max-file'}`;
  });
  const bad = states.filter(({ log }) => log.isRotated === false);
  return {
    status: bad.length > 0 ? 'bad' : 'well',
    fact:
      bad.length > 0
        ? `not rotated: ${bad.map(({ name }) => name).join(', ')}`
        : `${plural(states.length, 'container')}, none without a limit`,
    more: words,
  };
}

export const logSizes: Question = {
  what: 'Container logs',
  seen: 'Runbook',
  async ask(scope) {
    const docker = await dockerOf(scope);
    if (!docker) return { status: 'off', fact: 'Docker is not asked' };
    const { state, others = [] } = docker;
    const states = [...(state ? [state] : []), ...others.flatMap((other) => other.state ?? [])];
    const unknown = others.flatMap(({ name, unknown: why }) => (why === undefined ? [] : [`${name}: not known: ${why}`]));
    const answer = judgeLogs(states);
    return {
      ...answer,
      status: answer.status === 'well' && unknown.length > 0 ? 'unknown' : answer.status,
      more: [...(answer.more ?? []), ...unknown],
    };
  },
};

const WORDS: Record<string, string> = {
  'out-of-memory': 'kill for memory',
  killed: 'other kill',
  exited: 'end by itself',
  stopped: 'stop',
};

/** @param ends how many of each kind. @param earlier the same of the window before; undefined where nothing is known of it */
export function judgeEnds(ends: Record<string, number>, earlier: number | undefined, span: string): Answer {
  const all = ENDS.reduce((sum, what) => sum + (ends[what] ?? 0), 0);
  const kinds = ENDS.filter((what) => ends[what]).map((what) =>
    plural(ends[what] as number, WORDS[what] as string, manyOf(WORDS[what] as string)),
  );
  const isBad = (ends['out-of-memory'] ?? 0) + (ends.killed ?? 0) + (ends.exited ?? 0) > 0;
  const trend = earlier === undefined ? '' : `; ${span} ${earlier === 0 ? 'none' : earlier}`;
  return {
    status: isBad ? 'bad' : 'well',
    fact: all === 0 ? `it never ended${trend}` : `it ended ${plural(all, 'time')}: ${kinds.join(', ')}${trend}`,
  };
}

const manyOf = (words: string) => words.replace(/^(kill|end|stop)/, '$1s').replace(/^other kill$/, 'other kills');

export const restarts: Question = {
  what: 'Restarts',
  seen: 'Runbook',
  async ask(scope) {
    const docker = await dockerOf(scope);
    if (!docker) return { status: 'off', fact: 'Docker is not asked' };
    const count = async (window: Window) => {
      const each = await Promise.all(
        ENDS.map((what) => series(scope, CONTAINER_SERIES.ends, { What: what }, window, MINUTE_SECONDS)),
      );
      return Object.fromEntries(ENDS.map((what, i) => [what, (each[i] ?? []).reduce((sum, { value }) => sum + value, 0)]));
    };
    const [now, earlier] = await Promise.all([count(scope.window), count(scope.before)]);
    const wasSeen = (await series(scope, CONTAINER_SERIES.memory, {}, scope.before, HOUR_SECONDS)).length > 0;
    const sum = Object.values(earlier).reduce((total, value) => total + value, 0);
    const answer = judgeEnds(now, wasSeen ? sum : undefined, before(scope));
    const more = [docker.state, ...(docker.others ?? []).map(({ state }) => state)].flatMap((state) =>
      state && state.restarts > 0
        ? [`${state.name}: Docker started it again ${plural(state.restarts, 'time')} since it was made`]
        : [],
    );
    return { ...answer, more };
  },
};
