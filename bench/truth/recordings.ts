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
  /** What users asked and got; undefined where nobody wrote it down. */
  asked?: Asked[];
  /** Requests that stand in the log and that nobody wrote down. */
  unlisted?: RegExp;
}

/** A request of a user. */
export interface Asked {
  /** When it got its answer, epoch ms; absent where only the number of each status is known. */
  atMs?: number;
  /** As the client got it; absent when it got no answer. */
  status?: number;
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
    ...(requests !== undefined && { asked: askedIn(textOf(join(folder, requests))) }),
  };
}

/** Docker's and the monitor's probes are no requests of users. */
const PROBES = ['docker', 'health', 'docker-health', 'monitor'];

function askedIn(text: string): Asked[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Request)
    .filter(isOfUser)
    .map(({ at, ms = 0, status }) => ({ ...(at !== undefined && { atMs: Date.parse(at) + ms }), ...statusOf(status) }));
}

interface Request {
  at?: string;
  /** How long it took. */
  ms?: number;
  kind?: string;
  status?: number | null;
}

const isOfUser = ({ kind = 'user' }: Request) => !PROBES.includes(kind);
const statusOf = (status: number | null | undefined) => (typeof status === 'number' ? { status } : {});

interface OlderTruth {
  requests?: Request[];
  user_by_status?: Record<string, number>;
}

/** The script behind the oldest recordings asked this until AtlasML was up. */
const OF_THE_DRIVER = /"GET \/openapi\.json HTTP/;

function olderIn(folder: string): Recorded[] {
  const names = readdirSync(join(folder, 'truth'))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.cases.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
  return names.map((name) => {
    const truth = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8')) as OlderTruth;
    return {
      name,
      logs: [join(folder, 'logs', `${name}.jsonl`)],
      sicknesses: [],
      lastEndMs: 0,
      asked: olderAsked(truth),
      ...(truth.requests && { unlisted: OF_THE_DRIVER }),
    };
  });
}

function olderAsked({ requests = [], user_by_status: byStatus }: OlderTruth): Asked[] {
  if (!byStatus) return requests.filter(isOfUser).map(({ status }) => statusOf(status));
  return Object.entries(byStatus).flatMap(([status, count]) =>
    Array.from({ length: count }, () => statusOf(Number(status) || null)),
  );
}
