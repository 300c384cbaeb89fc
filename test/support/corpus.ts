import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEvent } from '../../insights/index.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const CORPUS = join(FIXTURES, 'corpus');

/** Events of a recorded log, such as `logs/healthy` or `docker/logs/g_slow`. */
export function recorded(name: string): LogEvent[] {
  return readFileSync(join(CORPUS, `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogEvent);
}

export function recordedPath(name: string): string {
  return join(CORPUS, `${name}.jsonl`);
}

/** What the driver of a recording did and got, seen from the client's side. */
export function truth<T>(name: string): T {
  return JSON.parse(readFileSync(join(CORPUS, `${name}.json`), 'utf8')) as T;
}

export function namesIn(folder: 'logs' | 'docker/logs'): string[] {
  return readdirSync(join(CORPUS, folder)).map((file) => `${folder}/${file.replace('.jsonl', '')}`);
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function recordedAnswer(name: string): Answer {
  return truth<Answer>(`answers/${name}`);
}

/** One case of test/fixtures/cases by its id. */
// biome-ignore lint/suspicious/noExplicitAny: each case has a shape of its own
export function caseOf(id: string): { id: string; area: string; title: string; input: any; expected: any } {
  const found = allCases().find((c) => c.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export function allCases(): { id: string; area: string; title: string; input: any; expected: any }[] {
  return ['cases.jsonl', 'public.jsonl'].flatMap((file) =>
    readFileSync(join(FIXTURES, 'cases', file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}
