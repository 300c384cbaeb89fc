import { describe, expect, test } from 'vitest';
import { silentEndIn } from '../../../functions/check-logs/silent-end.ts';
import type { LogLine } from '../../../functions/shared/ports.ts';
import { recorded } from '../../support/corpus.ts';

const linesOf = (name: string): LogLine[] => recorded(name).map(({ timestamp, message }) => ({ atMs: timestamp, message }));
const isStart = ({ message }: LogLine) => message.includes('Loading settings from environment');
const isUp = ({ message }: LogLine) => message.includes('Application startup complete');

/** For each start of a recording whether the process before it ended without a word, as it looks when the start is up. */
function endsIn(name: string): boolean[] {
  const lines = linesOf(name);
  const starts = lines.flatMap((line, i) => (isStart(line) ? [i] : []));
  return starts.map((_, k) => silentEndIn(lines.slice(0, starts[k + 1])) !== undefined);
}

test.each([
  ['logs/crash-and-restart', [false, true, false]],
  // The first two were killed with a request in flight, the third when Weaviate was stopped; those after it never came up.
  ['docker/logs/f_crash_kill9_loop', [false, true, true, true, false, false, false, false, false, false]],
  ['docker/logs/f_crash_loop_bad_env', [false, false, false, false, false, false]],
  ['docker/logs/d_weaviate_down', [false]],
])('%s: which starts follow a kill', (name, kills) => {
  expect(endsIn(name)).toEqual(kills);
});

describe('two containers', () => {
  const stopped = linesOf('docker/logs/h_graceful_stop_idle');
  const served = linesOf('docker/logs/b_user_traffic').slice(0, 400);
  const up = served.findIndex(isUp);
  const begun = served.slice(0, up + 1).map((line) => ({ ...line }));
  const answers = served.slice(up + 1, up + 200);
  const on = (stream: string, lines: LogLine[]) => lines.map((line) => ({ ...line, stream }));

  // biome-ignore format: a row reads as a row
  test.each<[title: string, lines: LogLine[], isKill: boolean]>([
    ['one that serves and is killed', [...served, ...begun], true],
    ['one that is stopped in order before the next starts', [...stopped, ...begun], false],
    ['one that still answers while the next starts: a rolling deploy', [...served, ...begun.slice(0, -1), ...answers, ...begun.slice(-1)], false],
    ['one that is stopped when the next serves', [...served, ...begun, ...stopped.slice(-8), ...answers], false],
    ['each with a stream of its own', [...on('a', served), ...on('b', begun)], false],
    ['the first start of a log', begun, false],
  ])('%s', (_, lines, isKill) => {
    expect(silentEndIn(lines) !== undefined).toBe(isKill);
  });
});
