import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One sickness of a recording, as whoever caused it wrote it down. */
export interface Sickness {
  id: string;
  /** ISO times. */
  from: string;
  to: string;
  happened: string;
  /** What a person would want to read. */
  cause: string;
  /** Whether people must be told. */
  alert: boolean;
  /** False when the log alone cannot show it. @default true */
  inLog?: boolean;
}

/** The files of one recording and what is true of it. */
export interface Recorded {
  name: string;
  logs: string[];
  series?: string;
  sicknesses: Sickness[];
  /** When the last sickness ended, epoch ms; 0 without any. The log may end before. */
  lastEndMs: number;
  /** The status of each request of a user, as its client got it; undefined where there was no answer. */
  statuses?: (number | undefined)[];
}

/**
 * The recordings of a folder: each NAME.truth.json with its NAME.log*, NAME.series.jsonl and NAME.requests.jsonl.gz; or the
 * older form, truth/NAME.json beside logs/NAME.jsonl, which knows statuses and no sicknesses.
 * @throws when there is none, or a truth has no log.
 */
export function recordingsIn(folder: string, textOf: (path: string) => string): Recorded[] {
  const files = readdirSync(folder).sort();
  const found = files
    .filter((file) => file.endsWith('.truth.json'))
    .map((file) => withTruth(folder, file.slice(0, -'.truth.json'.length), files, textOf));
  const older = ['logs', 'truth'].every((part) => existsSync(join(folder, part))) ? olderIn(folder) : [];
  if (found.length + older.length === 0) throw new Error(`${folder} holds no NAME.truth.json with its NAME.log.gz`);
  return [...found, ...older];
}

interface TruthFile {
  sicknesses: Sickness[];
}

function withTruth(folder: string, name: string, files: string[], textOf: (path: string) => string): Recorded {
  const logs = files.filter((file) => file.startsWith(`${name}.log`)).map((file) => join(folder, file));
  if (logs.length === 0) throw new Error(`${name}.truth.json has no ${name}.log.gz beside it`);
  const { sicknesses } = JSON.parse(readFileSync(join(folder, `${name}.truth.json`), 'utf8')) as TruthFile;
  const requests = [`${name}.requests.jsonl.gz`, `${name}.requests.jsonl`].find((file) => files.includes(file));
  return {
    name,
    logs,
    ...(files.includes(`${name}.series.jsonl`) && { series: join(folder, `${name}.series.jsonl`) }),
    sicknesses,
    lastEndMs: Math.max(0, ...sicknesses.map((s) => Date.parse(s.to))),
    ...(requests !== undefined && { statuses: statusesIn(textOf(join(folder, requests))) }),
  };
}

/** Docker's and the monitor's probes are no requests of users. */
const PROBES = ['docker', 'health', 'docker-health', 'monitor'];

function statusesIn(text: string): (number | undefined)[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as { kind?: string; status?: number | null })
    .filter(({ kind = 'user' }) => !PROBES.includes(kind))
    .map(({ status }) => status ?? undefined);
}

interface OlderTruth {
  requests?: { kind?: string; status?: number | null }[];
  user_by_status?: Record<string, number>;
}

function olderIn(folder: string): Recorded[] {
  const names = readdirSync(join(folder, 'truth'))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.cases.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
  return names.map((name) => {
    const truth = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8')) as OlderTruth;
    return { name, logs: [join(folder, 'logs', `${name}.jsonl`)], sicknesses: [], lastEndMs: 0, statuses: olderStatuses(truth) };
  });
}

function olderStatuses({ requests = [], user_by_status: byStatus }: OlderTruth): (number | undefined)[] {
  if (!byStatus) return requests.filter(({ kind = 'user' }) => !PROBES.includes(kind)).map(({ status }) => status ?? undefined);
  return Object.entries(byStatus).flatMap(([status, count]) => Array.from({ length: count }, () => Number(status) || undefined));
}
