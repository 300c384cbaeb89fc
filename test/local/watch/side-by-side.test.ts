import { expect, test } from 'vitest';
import { SimulatedClock } from '../../../local/replay/simulated-clock.ts';
import { labelled, type Watched, watchSideBySide } from '../../../local/watch/side-by-side.ts';

const MINUTE_MS = 60_000;

/** Watches for some minutes of a simulated clock. @returns what was printed, and of whom people were told. */
async function watched(minutes: number, services: (clock: SimulatedClock) => Watched[]) {
  const clock = new SimulatedClock(0);
  const stop = new AbortController();
  const printed: string[] = [];
  const told: string[] = [];
  const ports = {
    print: (line: string) => void printed.push(line),
    clock,
    notWatched: async (slug: string, error: Error) => void told.push(`${clock.now() / MINUTE_MS} ${slug}: ${error.message}`),
  };
  const ended = watchSideBySide(services(clock), ports, stop.signal);
  await clock.runUntil(minutes * MINUTE_MS);
  stop.abort();
  await ended;
  return { printed, told };
}

test('a service that cannot begin is told once, tried again each minute, and keeps nobody else up', async () => {
  const begun: string[] = [];
  const { printed, told } = await watched(4, (clock) => [
    { slug: 'production', run: async () => void begun.push(`${clock.now() / MINUTE_MS} production`) },
    {
      slug: 'staging',
      async run(print) {
        begun.push(`${clock.now() / MINUTE_MS} staging`);
        if (clock.now() < 3 * MINUTE_MS) throw new Error('no secret');
        print('up');
      },
    },
  ]);
  expect(begun).toEqual(['0 production', '0 staging', '1 staging', '2 staging', '3 staging']);
  expect(told).toEqual(['0 staging: no secret']);
  expect(printed).toEqual([
    'staging    | failed: no secret',
    'staging    | This service is not watched. It is tried again each minute.',
    'staging    | up',
  ]);
});

test('another reason is told, too, and so is the same one after it was watched meanwhile', async () => {
  const ends = ['a', 'b', 'b', 'long', 'b'];
  const { told } = await watched(20, (clock) => [
    {
      slug: 'x',
      async run() {
        const end = ends.shift();
        if (end === undefined) return;
        if (end === 'long') await clock.sleep(5 * MINUTE_MS);
        throw new Error(end === 'long' ? 'b' : end);
      },
    },
  ]);
  expect(told).toEqual(['0 x: a', '1 x: b', '8 x: b']);
});

test('each line of a text has its service', () => {
  const lines: string[] = [];
  labelled((line) => lines.push(line), 'a', 3)('one\ntwo\n');
  expect(lines).toEqual(['a   | one', 'a   | two', '']);
});
