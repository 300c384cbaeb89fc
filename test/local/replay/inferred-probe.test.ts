import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../insights/index.ts';
import { inferredProbe } from '../../../local/replay/inferred-probe.ts';
import type { Seen } from '../../../local/replay/seen.ts';
import { recorded } from '../../support/corpus.ts';

const TIMEOUT_MS = 10_000;

/** "200", "503 Weaviate is unreachable", or the error. */
function wordsFor(seen: Seen): string {
  if ('unseen' in seen) return 'unseen';
  if ('error' in seen) return seen.error;
  const { components } = JSON.parse(seen.body) as { components: { weaviate: { message?: string } } };
  return [seen.status, components.weaviate.message].filter(Boolean).join(' ');
}

function ask(events: LogEvent[], time: string, untilMs = events.at(-1)?.timestamp ?? 0): string {
  return wordsFor(inferredProbe(events, untilMs)(Date.parse(`2026-11-25T${time}Z`), TIMEOUT_MS));
}

/** What the driver of each recording did at the time: test/fixtures/corpus/docker/truth, `events`. */
describe('what a probe would have got, from the log alone', () => {
  test.each([
    ['d_weaviate_down', '17:45:47', '200', 'well'],
    ['d_weaviate_down', '17:46:10', '503 Weaviate is unreachable', 'Weaviate was killed'],
    ['d_weaviate_down', '17:47:10', '200', 'Weaviate is back'],
    ['d_weaviate_down', '17:48:10', 'timeout', 'Weaviate was stopped by SIGSTOP, and the health check waits for it'],
    ['d_weaviate_down', '17:49:20', '503 Missing required collections: Competency', 'a collection was deleted'],
    ['d_openai_hang_bounded', '18:00:05', '200', 'well'],
    ['d_openai_hang_bounded', '18:00:30', 'timeout', 'a call to OpenAI hangs'],
    ['d_openai_hang_bounded', '18:01:20', '200', 'it is over within the time that a probe waits'],
    ['g_slow', '17:59:27', 'timeout', 'each embedding takes 4 s, and three users wait in line'],
    ['g_slow', '17:59:57', '200', 'the users are served'],
    ['f_crash_kill9_loop', '17:56:15', '200', 'well'],
    ['f_crash_kill9_loop', '17:56:20', 'ECONNREFUSED', 'killed, and not up again'],
    ['f_crash_kill9_loop', '17:57:30', 'ECONNREFUSED', 'it fails at each start'],
    ['f_crash_kill9_loop', '17:58:12', '200', 'started'],
    ['f_crash_loop_bad_env', '17:59:00', 'ECONNREFUSED', 'it never comes up'],
    ['h_graceful_stop_idle', '18:00:45', '200', 'idle, with nobody asking'],
  ])('%s at %s: %s (%s)', (name, time, expected) => {
    expect(ask(recorded(`docker/logs/${name}`), time)).toBe(expected);
  });
});

const at = (seconds: number, message: string): LogEvent => ({
  timestamp: Date.parse('2026-11-25T10:00:00Z') + seconds * 1000,
  message,
});
const app = (text: string) => `2026-11-25 10:00:00 - INFO - atlasml.app - ${text}`;
const healthAnswer = (seconds: number): LogEvent[] => [
  at(seconds, app('🔄 GET /api/v1/health/')),
  at(seconds, app('📤 Response: 200 (took 0.010s)')),
  at(seconds, 'INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 200 OK'),
];
/** Docker asks every 30 s for four minutes. */
const asked = Array.from({ length: 9 }, (_, i) => healthAnswer(i * 30)).flat();

describe('silence', () => {
  test('with Docker asking, a process that says nothing for longer than its interval does not answer', () => {
    expect(ask([...asked, ...healthAnswer(400)], '10:05:00')).toBe('timeout');
    expect(ask([...asked, ...healthAnswer(400)], '10:06:35')).toBe('200');
  });

  test('with nobody asking, silence is no sign', () => {
    expect(ask([...healthAnswer(0), ...healthAnswer(400)], '10:05:00')).toBe('200');
  });

  test('stopped in order and not started again: refused from the first word of it', () => {
    const events = [...asked, at(250, 'INFO:     Shutting down'), at(251, 'INFO:     Finished server process [1]')];
    expect(ask(events, '10:04:05', Date.parse('2026-11-25T10:10:00Z'))).toBe('200');
    expect(ask(events, '10:04:10', Date.parse('2026-11-25T10:10:00Z'))).toBe('ECONNREFUSED');
    expect(ask(events, '10:09:00', Date.parse('2026-11-25T10:10:00Z'))).toBe('ECONNREFUSED');
  });

  test('a log that ends without a word: killed, unless a request was begun and not ended', () => {
    const until = Date.parse('2026-11-25T10:10:00Z');
    expect(ask(asked, '10:05:00', until)).toBe('ECONNREFUSED');
    expect(ask([...asked, at(245, app('🔄 POST /api/v1/competency/suggest'))], '10:05:00', until)).toBe('timeout');
  });
});
