import { describe, expect, test } from 'vitest';
import { checkLogs } from '../../../functions/check-logs/check.ts';
import { LAST_ANSWER_QUERY, lastHealthyQuery, NEWEST_QUERY } from '../../../functions/check-logs/query.ts';
import type { LogQuery, LogSource } from '../../../functions/shared/ports.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { StillClock } from '../../support/fakes.ts';
import { LOGS, observe } from './support.ts';

const BEGIN = Date.parse('2026-11-26T02:00:00Z');
const MINUTE_MS = 60_000;
const HOUR = 60;

/** Lines of one moment, minutes after the begin; those that begin with a level get AtlasML's stamp. */
function at(minute: number, ...lines: string[]): LogEvent[] {
  const timestamp = BEGIN + Math.round(minute * MINUTE_MS);
  const stamp = new Date(timestamp).toISOString().slice(0, 19).replace('T', ' ');
  return lines.map((line) => ({ timestamp, message: line.replace(/^(?=[A-Z]+ - )/, `${stamp} - `) }));
}
const answer = (minute: number) =>
  at(
    minute,
    'INFO - atlasml.app - 📤 Response: 200 (took 0.020s)',
    'INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 200 OK',
  );
const failure = (minute: number) =>
  at(
    minute,
    'INFO - atlasml.app - 📤 Response: 503 (took 0.020s)',
    'INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 503 Service Unavailable',
  );
const REFUSES = 'ERROR - atlasml.clients.weaviate - Failed to query: Unexpected status code: 401';
const windowTo = (minute: number) => ({ startMs: BEGIN + (minute - 5) * MINUTE_MS, endMs: BEGIN + minute * MINUTE_MS - 1 });

/** What is seen of the five minutes before, and which queries asked for it. */
async function watched(events: LogEvent[], minute: number, refuse: (query: string) => boolean = () => false) {
  const asked: LogQuery[] = [];
  const source = localLogSource(() => events);
  const counting: LogSource = {
    ...source,
    query(question) {
      asked.push(question);
      return refuse(question.query) ? Promise.resolve({ state: 'unknown', reason: 'no' }) : source.query(question);
    },
  };
  const window = windowTo(minute);
  const seen = await checkLogs(LOGS, window, { source: counting, clock: new StillClock(window.endMs) });
  const back = asked.filter(({ query }) => [NEWEST_QUERY, LAST_ANSWER_QUERY, lastHealthyQuery(LOGS)].includes(query));
  return { seen, asked: asked.length, back: back.map(({ startMs, endMs }) => Math.round((endMs - startMs) / MINUTE_MS)) };
}

describe('how far check-logs looks back', () => {
  test('not at all while all is well: the two queries of each run, and no more', async () => {
    const well = [...Array(10).keys()].flatMap((half) => answer(half / 2));
    expect(await watched(well, 5)).toMatchObject({ asked: 2, back: [], seen: { evidence: [] } });
    expect((await watched(well, 5)).seen.earlier).toBeUndefined();
  });

  // biome-ignore format: a row reads as a row
  test.each<[title: string, events: LogEvent[], minute: number, back: number[], lastAnswerMinute: number | undefined]>([
    ['the last answer is ten minutes old', answer(0), 10, [30, 30], 0],
    ['the last answer is an hour old', answer(0), HOUR, [30, 30, 360, 360], 0],
    ['the last answer is seven hours old', answer(0), 7 * HOUR, [30, 30, 360, 360], undefined],
    ['nothing was ever logged', [], 10, [30, 30, 360, 360], undefined],
    ['health fails since ten minutes', [...answer(0), ...failure(9), ...failure(9.5)], 10, [30], 0],
    ['health fails since an hour', [...answer(0), ...failure(HOUR - 1), ...failure(HOUR - 0.5)], HOUR, [30, 360], 0],
  ])('%s', async (_title, events, minute, back, lastAnswerMinute) => {
    const found = await watched(events, minute);
    expect(found.back.toSorted((a, b) => a - b)).toEqual(back);
    expect(found.seen.earlier?.lastAnswerMs).toBe(lastAnswerMinute === undefined ? undefined : BEGIN + lastAnswerMinute * MINUTE_MS);
  });

  test('a look back that is refused leaves the counts as they are', async () => {
    const { seen } = await watched(answer(0), 10, (query) => [NEWEST_QUERY, LAST_ANSWER_QUERY].includes(query));
    expect(seen.counts).toMatchObject({ lines: 0, longestSilenceSeconds: expect.closeTo(300, 0) });
    expect(seen.earlier).toEqual({ kinds: [] });
    expect(seen.silentSinceMs).toBeUndefined();
  });
});

describe('what the beginning of a trouble said', () => {
  test('an error with its traceback, of which the window holds nothing any more', async () => {
    const trace = [
      'Traceback (most recent call last):',
      '  File "/atlasml/atlasml/clients/weaviate.py", line 3, in ask',
      'weaviate.exceptions.UnexpectedStatusCodeError: 401',
    ];
    const events = [...answer(0), ...at(0.1, REFUSES, ...trace), ...failure(19), ...failure(19.5)];
    const { evidence, earlier } = await observe(events, windowTo(20));
    expect(evidence).toEqual([]);
    expect(earlier?.kinds).toMatchObject([
      {
        text: 'Failed to query: Unexpected status code: 401',
        newestMs: BEGIN + 6_000,
        exception: 'weaviate.exceptions.UnexpectedStatusCodeError: 401',
        where: ['atlasml/clients/weaviate.py:3 in ask'],
      },
    ]);
  });

  test('why the first start after it failed, and when the last one of it began', async () => {
    const start = (minute: number) =>
      at(
        minute,
        'INFO - atlasml.config - Loading settings from environment',
        'Traceback (most recent call last):',
        '  File "/atlasml/atlasml/config.py", line 9, in load',
        `ValueError: key ${minute} is required`,
      );
    const { earlier } = await observe([...answer(0), ...start(1), ...start(2)], windowTo(20));
    expect(earlier).toMatchObject({
      startFailure: { exception: 'ValueError: key 1 is required', atMs: BEGIN + MINUTE_MS },
      lastStartMs: BEGIN + 2 * MINUTE_MS,
      lastAnswerMs: BEGIN,
    });
  });

  test('the line of a crash, and the last words before a start that says nothing', async () => {
    const events = [
      ...answer(0),
      ...at(0.2, 'Segmentation fault'),
      ...at(0.3, 'INFO - atlasml.config - Loading settings from environment'),
    ];
    const { earlier, silentSinceMs } = await observe(events, windowTo(20));
    expect(earlier?.crash).toEqual({ line: 'Segmentation fault', atMs: BEGIN + 12_000 });
    expect(earlier?.lastWords).toMatchObject({ atMs: BEGIN + 18_000 });
    expect(earlier?.lastWords?.lines.at(-1)).toBe('Segmentation fault');
    expect(silentSinceMs).toBe(BEGIN + 18_000);
  });
});

test('in a storm of errors what began it is seen, though it is none of the newest', async () => {
  const storm = Array.from({ length: 3_000 }, (_, i) =>
    at(1 + i / 1_000, `ERROR - atlasml.ml.pipeline_workflows - cannot cache entry ${i}`),
  ).flat();
  const { evidence, counts } = await observe([...at(0.5, REFUSES), ...storm], windowTo(5));
  expect(counts).toMatchObject({ serverErrors: 0, levels: { error: 3_001 } });
  expect(evidence.map((k) => k.text)).toEqual(['cannot cache entry 2999', 'Failed to query: Unexpected status code: 401']);
});
