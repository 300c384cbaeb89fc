import { expect, test } from 'vitest';
import { testMessage } from '../../../functions/shared/message/test-message.ts';
import { printedEmail, printedSlack, printingListener } from '../../../local/watch/terminal.ts';
import { FORBIDDEN } from '../../support/arbitrary-text.ts';
import { QUIET_COUNTS } from '../../support/quiet-counts.ts';

const HOSTILE = '\x1b]52;c;cm0gLXJmIC8=\x07\x1b]0;all is well\x1b\\\x1b[2Jup \u202Egnp.exe \ud83d';

test('nothing that AtlasML says reaches the terminal as a command', async () => {
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const listener = printingListener(print, () => 0);
  listener.observed({
    check: 'health',
    atMs: 0,
    endpoints: [
      {
        endpoint: 'health',
        verdict: 'down',
        sentence: HOSTILE,
        attempts: 1,
        timings: { totalMs: 1 },
        components: [],
        earlierFaults: [],
      },
    ],
  });
  listener.changed([{ name: HOSTILE, from: 'OK', to: 'ALARM', reason: '' }]);
  listener.failed('check-logs', new Error(HOSTILE));
  const message = { ...testMessage({ service: 'AtlasML', environment: 'test' }, 0), cause: HOSTILE };
  await printedEmail(print).deliver(message);
  await printedSlack(print).deliver(message);
  expect(printed).toHaveLength(5);
  for (const text of printed) {
    expect(text).not.toMatch(FORBIDDEN);
    expect(text.isWellFormed()).toBe(true);
    expect(text).toContain('up gnp.exe');
  }
});

test('what is unknown of a container hides nothing that is known of it', () => {
  const printed: string[] = [];
  const log = { driver: 'json-file', isRotated: true };
  printingListener(
    (line) => void printed.push(line),
    () => 0,
  ).observed({
    check: 'container',
    atMs: 0,
    runtime: 'Docker',
    events: [],
    unknown: 'the disk',
    state: { name: 'atlasml', id: 'a1', image: 'atlasml:2', status: 'paused', restarts: 0, log },
  });
  expect(printed).toEqual([expect.stringMatching(/container +paused; unknown: the disk$/)]);
});

test('a clock that is not UTC is named when the log is counted by it, and once', () => {
  const printed: string[] = [];
  const listener = printingListener(
    (line) => void printed.push(line),
    () => 0,
  );
  const counted = { counts: QUIET_COUNTS, evidence: [], notes: [], window: { startMs: 0, endMs: 1 } };
  const clock = { offsetMinutes: 60, zone: 'Europe/Berlin', isCounted: true };
  for (const atMs of [0, 60_000]) listener.observed({ check: 'logs', atMs, ...counted, clock });
  expect(printed).toEqual([
    expect.stringMatching(/log clock +AtlasML's clock is 1 h ahead of UTC \(Europe\/Berlin\): counted so$/),
    expect.stringMatching(/logs +0 requests/),
  ]);
});
