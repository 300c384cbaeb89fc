import { describe, expect, test } from 'vitest';
import { namesIn, recorded, truth } from '../../support/corpus.ts';
import { count, observe } from './support.ts';

interface ScenarioTruth {
  requests: { kind: 'user' | 'health' | 'docker-health'; status: number | null }[];
  summary: { user_2xx: number; user_4xx: number; user_5xx: number; health_requests: number };
}

interface DockerTruth {
  user_by_status: Record<string, number>;
  user_no_answer: number;
  process_starts: number;
}

/** The driver asked for /openapi.json until the service was up: those requests are in the logs and not in the truth. */
function openapiRequests(name: string): number {
  return recorded(name).filter((e) => e.message.includes('"GET /openapi.json HTTP/1.1" 200')).length;
}

describe('first recording: counts equal the truth', () => {
  const scenarios = namesIn('logs').filter((name) => name !== 'logs/weaviate-down-at-start');

  test.each(scenarios)('%s: user requests by class of status, and health requests', async (name) => {
    const { requests: asked, summary } = truth<ScenarioTruth>(name.replace('logs/', 'truth/'));
    const { requests, healthRequests } = await count(recorded(name));
    const answeredHealth = asked.filter((r) => r.kind !== 'user' && r.status !== null).length;
    expect(requests).toEqual({
      '2xx': summary.user_2xx + openapiRequests(name),
      '3xx': 0,
      '4xx': summary.user_4xx,
      '5xx': summary.user_5xx,
    });
    expect(healthRequests).toBe(answeredHealth);
  });

  test.each([
    ['healthy', 2],
    ['client-errors', 0],
    ['tricky-bodies', 1],
    ['openai-failing', 8],
    ['weaviate-dies', 3],
    ['slow', 0],
    ['missing-collection', 0],
    ['concurrent', 0],
    ['crash-and-restart', 0],
  ])('%s has %i server errors', async (name, serverErrors) => {
    expect((await count(recorded(`logs/${name}`))).serverErrors).toBe(serverErrors);
  });

  test('every rejected request of client-errors is one client error, not its three ERROR lines', async () => {
    const { clientErrors, levels } = await count(recorded('logs/client-errors'));
    expect(clientErrors).toBe(17);
    expect(levels.error).toBe(20);
  });

  test('forged level lines of tricky-bodies are nowhere counted', async () => {
    const { criticalLines, levels, serverErrors } = await count(recorded('logs/tricky-bodies'));
    expect({ criticalLines, serverErrors }).toEqual({ criticalLines: 0, serverErrors: 1 });
    const atlasml = recorded('logs/tricky-bodies').filter((e) => /^\S+ \S+ - ERROR - atlasml\.|^ERROR: /.test(e.message));
    expect(levels.error).toBe(atlasml.length);
  });

  test('one failed start of weaviate-down-at-start is one start, one failed start, one server error', async () => {
    expect(await count(recorded('logs/weaviate-down-at-start'))).toMatchObject({ starts: 1, failedStarts: 1, serverErrors: 1 });
  });

  // Three requests were in flight; the log holds the start of one. The other two waited for the blocked event loop,
  // so AtlasML never wrote a line about them (docs/decisions/0002-unfinished-requests.md).
  test('crash-and-restart: of three requests in flight the one that AtlasML had begun is unfinished', async () => {
    const events = recorded('logs/crash-and-restart');
    const begun = events.filter((e) => /🔄/.test(e.message)).length;
    const ended = events.filter((e) => /📤/.test(e.message)).length;
    expect((await count(events)).unfinished).toBe(begun - ended);
    expect(begun - ended).toBe(1);
  });

  test('crash-and-restart: three starts', async () => {
    expect((await count(recorded('logs/crash-and-restart'))).starts).toBe(3);
  });
});

describe('second recording, as Docker runs it', () => {
  test.each(namesIn('docker/logs'))('%s: user requests by class of status', async (name) => {
    const { user_by_status: byStatus, user_no_answer: unanswered } = truth<DockerTruth>(name.replace('logs/', 'truth/'));
    const of = (digit: string) =>
      Object.entries(byStatus)
        .filter(([status]) => status.startsWith(digit))
        .reduce((sum, [, n]) => sum + n, 0);
    const { requests } = await count(recorded(name));
    expect(requests['2xx']).toBe(of('2'));
    expect(requests['3xx']).toBe(of('3'));
    expect(requests['4xx']).toBe(of('4'));
    // A request whose client gave up may be finished by the server later; then the log has a status and the truth has none.
    expect(requests['5xx'] - of('5')).toBeGreaterThanOrEqual(0);
    expect(requests['5xx'] - of('5')).toBeLessThanOrEqual(unanswered);
  });

  test.each(namesIn('docker/logs'))('%s: as many starts as the driver made', async (name) => {
    expect((await count(recorded(name))).starts).toBe(truth<DockerTruth>(name.replace('logs/', 'truth/')).process_starts);
  });

  test('e_error_words_in_bodies: no server error, no critical line, though 77 lines look like errors', async () => {
    const events = recorded('docker/logs/e_error_words_in_bodies');
    expect(await count(events)).toMatchObject({ serverErrors: 0, criticalLines: 0, clientErrors: 6 });
    expect((await observe(events)).evidence).toEqual([]);
  });

  // The README of the recording says that all eight 400s are the server's fault; four of them are: the others are bodies
  // that are no UTF-8 and a course_id out of range (docs/log-counting.md).
  test('d_server_errors: eighteen 500s, and the four 400s whose text shows a fault of ours', async () => {
    expect(await count(recorded('docker/logs/d_server_errors'))).toMatchObject({ serverErrors: 22, clientErrors: 4 });
  });

  test('b_user_traffic: "No exercise or competency found for mapping" stays a client error', async () => {
    expect(await count(recorded('docker/logs/b_user_traffic'))).toMatchObject({ serverErrors: 0, clientErrors: 12 });
  });

  test('f_crash_kill9_loop: the two requests that the kills cut off are unfinished, six starts failed', async () => {
    expect(await count(recorded('docker/logs/f_crash_kill9_loop'))).toMatchObject({ unfinished: 2, failedStarts: 6 });
  });

  test('c_client_errors: a client that hung up in mid-body leaves nothing unfinished', async () => {
    expect((await count(recorded('docker/logs/c_client_errors'))).unfinished).toBe(0);
  });

  test.each([
    ['d_openai_hang_bounded', 60],
    ['d_weaviate_down', 30],
    ['f_crash_kill9_loop', 60],
  ])('%s: the freeze is seen as at least %i s without an answer', async (name, seconds) => {
    expect((await count(recorded(`docker/logs/${name}`))).longestSilenceSeconds).toBeGreaterThanOrEqual(seconds);
  });

  test('an idle service answers Docker every 30 s: that is no silence', async () => {
    expect((await count(recorded('docker/logs/a_steady_idle'))).longestSilenceSeconds).toBeLessThan(30);
  });

  test('the freeze of d_openai_hang_bounded is seen by a run in its midst, over a window of five minutes', async () => {
    const events = recorded('docker/logs/d_openai_hang_bounded');
    const frozen = Date.parse('2026-11-25T18:00:08Z');
    const run = frozen + 70_000;
    const counts = await count(events, { startMs: run - 300_000, endMs: run - 1 });
    expect(counts.longestSilenceSeconds).toBeGreaterThanOrEqual(60);
  });
});

test.each([...namesIn('logs'), ...namesIn('docker/logs')])('%s: nearly every line is recognised', async (name) => {
  const { lines, unrecognisedLines } = await count(recorded(name));
  expect(lines).toBe(recorded(name).length);
  expect(unrecognisedLines / lines).toBeLessThan(0.06);
});

test.each([...namesIn('logs'), ...namesIn('docker/logs')])('%s: splitting the window anywhere loses no request', async (name) => {
  const events = recorded(name);
  const start = events[0]?.timestamp ?? 0;
  const end = events.at(-1)?.timestamp ?? 0;
  const middle = Math.floor((start + end) / 2000) * 1000;
  const [whole, first, second] = await Promise.all([
    count(events),
    count(events, { startMs: start, endMs: middle - 1 }),
    count(events, { startMs: middle, endMs: end }),
  ]);
  expect(first.serverErrors + second.serverErrors).toBe(whole.serverErrors);
  expect(first.lines + second.lines).toBe(whole.lines);
  expect(first.requests['2xx'] + second.requests['2xx']).toBe(whole.requests['2xx']);
});
