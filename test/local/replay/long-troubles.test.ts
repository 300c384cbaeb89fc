import { describe, expect, test } from 'vitest';
import { replay } from '../../../local/replay/replay.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import { BEGIN, Story } from './story.ts';

const AT = 360;
const LOADS = 'INFO - atlasml.config - Loading settings from environment variables';
const REFUSED = [
  'INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest',
  'ERROR - atlasml.clients.weaviate - ❌ Failed to query collection Competency: Unexpected status code: 401, anonymous access not enabled',
  'INFO - atlasml.app - 📤 Response: 500 (took 0.100s)',
  'INFO:     10.0.0.7:5151 - "POST /api/v1/competency/suggest HTTP/1.1" 500 Internal Server Error',
];

/** AtlasML served its users for a quarter of an hour. */
const served = () => new Story().start(0).health(10, AT).users(20, AT);
/** Nobody but Docker asked. */
const idle = () => new Story().start(0).health(10, AT);
const frozen = (who: 'openai' | 'weaviate') =>
  served()
    .hang(AT + 3, who)
    .probe(AT + 5, 'silent');

function silentLoop(): Story {
  const story = served()
    .say(AT + 1, 'Fatal Python error: Segmentation fault')
    .probe(AT + 5, 'refused');
  for (let at = AT + 10; at < AT + 4_000; at += 60) story.say(at, LOADS);
  return story;
}

function gaveUp(): Story {
  const story = served()
    .say(AT + 1, 'INFO:     Shutting down', 'INFO:     Finished server process [1]')
    .probe(AT + 2, 'refused');
  for (const at of [5, 15, 30, 60, 100]) story.failedStart(AT + at);
  return story;
}

/** What whoever reads a message so many minutes after the begin reads first: it is written then. */
async function toldAfter(story: Story, minutes: number): Promise<ToldMessage> {
  const told: ToldMessage[] = [];
  const failed: string[] = [];
  const atMs = BEGIN + (AT + minutes * 60) * 1000;
  const listener = {
    told: (message: ToldMessage) => told.push(message),
    failed: (what: string, error: Error) => /away/.test(error.message) || failed.push(`${what}: ${error.message}`),
  };
  // A receiver that was away is tried again with the next run.
  await replay(story.until(AT + 4_800), listener, { untilMs: atMs + 3 * 60_000, awayUntilMs: atMs });
  expect(failed).toEqual([]);
  const [first] = told;
  if (!first) throw new Error('nobody was told');
  return first;
}

/** The last answer is up to a minute younger than the trouble. */
const shortly = (minutes: number) => (minutes === 60 ? '(1 h|59 min)' : `(${minutes}|${minutes - 1}) min`);

// biome-ignore format: a row reads as a row
const TROUBLES: [title: string, story: () => Story, short: string, says: RegExp | ((minutes: number) => RegExp)][] = [
  ['a call to OpenAI hangs', () => frozen('openai'), 'frozen by a hanging call to OpenAI', (m) => new RegExp(`nothing was answered for ${shortly(m)}: a hanging call to OpenAI`)],
  ['a call to OpenAI hangs and is tried again each ten minutes', () => frozen('openai').say(AT + 603, 'INFO - openai._base_client - Retrying request to /embeddings in 0.49 seconds').say(AT + 1203, 'INFO - openai._base_client - Retrying request to /embeddings in 0.9 seconds'),
    'frozen by a hanging call to OpenAI', (m) => new RegExp(`nothing was answered for ${shortly(m)}: a hanging call to OpenAI`)],
  ['a call to Weaviate hangs', () => frozen('weaviate'), 'frozen by a hanging call to Weaviate', (m) => new RegExp(`nothing was answered for ${shortly(m)}: a hanging call to Weaviate`)],
  ['the process is stopped by SIGSTOP, and nothing was begun', () => served().probe(AT + 5, 'silent'), 'frozen', (m) => new RegExp(`nothing was answered for ${shortly(m)}: a hanging call blocks the event loop, or the process was stopped`)],
  ['killed without a word, and never started again', () => served().probe(AT + 5, 'refused'), 'ended and logged no reason', /its last line is of 02:05:50 UTC, and since then nothing listens/],
  ['killed for memory by the log, and never started again', () => served().say(AT + 1, 'Killed').probe(AT + 5, 'refused'), 'killed for memory', /AtlasML was killed( at 02:06:01 UTC, \d+ min ago)?, for memory, as the log says: Killed/],
  ['a loop whose cause was said before its first start', silentLoop, 'crashes in native code', /Its last log line( at 02:06:01 UTC, \d+ min ago)?: Fatal Python error: Segmentation fault/],
  ['a loop that was given up', gaveUp, 'cannot start without Weaviate', /WeaviateConnectionError: Unexpected connection error.*( Its last start was at 02:07:40 UTC, \d+ min ago\.)?$/],
  ['stopped in order, and not started again', () => served().say(AT + 1, 'INFO:     Shutting down', 'INFO:     Finished server process [1]').probe(AT + 2, 'refused'), 'stopped normally, not started again', /stopped normally at 02:06:01 UTC/],
  ['Weaviate is gone, and nobody but Docker asks', () => idle().health(AT, 6_000, 503).probe(AT + 2, 'unreachable'), 'Weaviate unreachable', /reports weaviate: Weaviate is unreachable/],
  ['Weaviate refuses the key; one user met it, then nobody asks', () => idle().health(AT, 6_000, 503).probe(AT + 2, 'unreachable').say(AT + 5, ...REFUSED), 'Weaviate refuses the key', /refuses AtlasML's key/],
];

/** The shortest that the window does not hold, and the longest, are tried of those that freeze or are silent. */
const SILENT = TROUBLES.slice(0, 5);

describe.each([
  { minutes: 6, troubles: SILENT },
  { minutes: 20, troubles: TROUBLES },
  { minutes: 60, troubles: SILENT },
])('a message that is written $minutes minutes after the trouble began names its cause', ({ minutes, troubles }) => {
  test.each(troubles)('%s', async (_title, story, short, says) => {
    const told = await toldAfter(story(), minutes);
    expect(told.short).toBe(short);
    expect(told.cause).toMatch(typeof says === 'function' ? says(minutes) : says);
  });
});

test('what only the first minutes said stands in a message of an hour later, with its time', async () => {
  const { text } = await toldAfter(
    idle()
      .health(AT, 6_000, 503)
      .probe(AT + 2, 'unreachable')
      .say(AT + 5, ...REFUSED),
    60,
  );
  expect(text).toMatch(/02:06:05 +ERROR +atlasml\.clients\.weaviate/);
});

test('nobody is told that the log changed its format while only health checks fail', async () => {
  const told: ToldMessage[] = [];
  const story = idle()
    .health(AT, 6_000, 503)
    .probe(AT + 2, 'unreachable');
  await replay(story.until(AT + 3_000), { told: (message) => told.push(message) }, { untilMs: BEGIN + (AT + 2_400) * 1000 });
  expect(told.map((m) => m.short)).toEqual(['Weaviate unreachable']);
});

describe('a proof of health makes past what was kept', () => {
  test('AtlasML that could not start, came up, served and then froze is told as frozen', async () => {
    const story = gaveUp()
      .start(AT + 200)
      .probe(AT + 206, 'well')
      .health(AT + 210, AT + 500)
      .users(AT + 212, AT + 500);
    const told = await toldAfter(story.hang(AT + 505, 'openai').probe(AT + 506, 'silent'), 20);
    expect(told.short).toBe('frozen by a hanging call to OpenAI');
    expect([told.cause, ...told.also].join('\n')).not.toMatch(/(?<!Before that it )did not start|does not reach|cannot start/);
  });
});
