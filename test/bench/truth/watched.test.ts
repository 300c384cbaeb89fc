import { expect, test } from 'vitest';
import { replayedStore } from '../../../bench/truth/replayed-store.ts';
import { differenceByMinute, firstDifference, incidentsIn, roundsOf } from '../../../bench/truth/same.ts';
import { watchedConfig, watchRecording } from '../../../bench/truth/watched.ts';
import { replay } from '../../../local/replay/replay.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import { recorded } from '../../support/corpus.ts';

test('the loop of watch, with a log file that grows and a store on the disk, tells what a replay tells', async () => {
  const recording = { events: recorded('docker/logs/d_weaviate_down'), series: undefined };
  const untilMs = recording.events.at(-1)?.timestamp ?? 0;
  const replayed: ToldMessage[] = [];
  await replay(recording, { told: (message) => replayed.push(message) }, { untilMs, config: watchedConfig(recording) });
  let kept: ToldMessage[] = [];
  const { messages, failures } = await watchRecording(recording, untilMs, async (_store, config, data) => {
    kept = await replayedStore(data, config);
  });
  expect(failures).toEqual([]);
  const [past, now] = [roundsOf(replayed), roundsOf(messages)];
  expect(incidentsIn(past)).toBe(1);
  expect([firstDifference(past, now, untilMs), past, now]).toEqual([undefined, past, now]);
  // What the checks stored is decided on once more: the same incidents, in the same minutes, with the same causes.
  expect([differenceByMinute(roundsOf(kept), now), roundsOf(kept)]).toEqual([undefined, expect.anything()]);
  expect(incidentsIn(roundsOf(kept))).toBe(1);
});

const at = (clock: string) => Date.parse(`2026-11-26T${clock}Z`);
const told = (clock: string, kind: ToldMessage['kind'], short: string, tag = kind === 'resolved' ? 'RESOLVED' : 'DOWN') =>
  ({ incident: 'first', atMs: at(clock), kind, tag, short, cause: `${short}.` }) as ToldMessage;
const words = (messages: ToldMessage[]) => roundsOf(messages).map(({ kind, short }) => `${kind} ${short}`);

test('the messages of a minute are one, as the last of them says it', () => {
  expect(
    words([told('10:00:10', 'opened', 'errors'), told('10:00:30', 'changed', 'down'), told('10:05:00', 'resolved', 'down')]),
  ).toEqual(['opened down', 'resolved down']);
});

test('an end and the next begin are two incidents, however near; one that ends in its first minute is both', () => {
  const before = told('10:00:10', 'opened', 'a');
  const next: ToldMessage = { ...told('10:07:30', 'opened', 'b'), incident: 'next' };
  expect(words([before, told('10:07:00', 'resolved', 'a'), next])).toEqual(['opened a', 'resolved a', 'opened b']);
  expect(words([before, told('10:00:50', 'resolved', 'a')])).toEqual(['opened and resolved a']);
});

test('a change to the same words is none, a reminder is', () => {
  const [opened, changed] = [told('10:00:10', 'opened', 'a'), told('10:02:10', 'changed', 'a')];
  expect(words([opened, changed, told('10:30:00', 'reminded', 'a')])).toEqual(['opened a', 'reminded a']);
});

test('other words, another standing, one message more and a minute too late are differences', () => {
  const rounds = (clock: string, short: string, tag?: string) => roundsOf([told(clock, 'opened', short, tag)]);
  const past = rounds('10:00:10', 'a');
  const differs = (now: ReturnType<typeof rounds>, end = '11:00:00') => firstDifference(past, now, at(end));
  expect(differs(rounds('10:01:10', 'a'))).toBeUndefined();
  expect(differs(rounds('10:01:11', 'a'))).toBe(0);
  expect(differs(rounds('10:00:10', 'b'))).toBe(0);
  expect(differs(rounds('10:00:10', 'a', 'WARN'))).toBe(0);
  expect(differs([])).toBe(0);
  const more = [...past, ...rounds('10:09:10', 'a')];
  expect([differs(more), differs(more, '10:10:10'), differs(more, '10:10:09')]).toEqual([1, 1, undefined]);
});
