import { expect, test } from 'vitest';
import { checkLogs, windowAt } from '../../../functions/check-logs/check.ts';
import type { LogSource } from '../../../functions/shared/ports.ts';
import { askedQueries } from '../../../local/follow/asked-queries.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { LOGS } from '../../functions/check-logs/support.ts';
import { recorded } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';

const NAMES = ['d_weaviate_down', 'f_crash_kill9_loop'];
const NOON = Date.parse('2026-11-26T12:00:00Z');
const health = (minute: number, status: number) => ({
  timestamp: NOON + minute * 60_000,
  message: `INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" ${status} X`,
});
/** Health was well twenty minutes ago, and fails since. */
const refused = {
  timestamp: NOON + 18 * 60_000,
  message: 'INFO:     10.0.0.7:1 - "POST /api/v1/competency/save HTTP/1.1" 401 X',
};
const healthFails = [health(0, 200), health(17, 503), refused, health(19, 503), health(20, 503)];

test('check-logs asks a followed log nothing that was not counted for it, whatever is wrong', async () => {
  const asked = new Set<string>();
  for (const events of [...NAMES.map((name) => recorded(`docker/logs/${name}`)), healthFails]) {
    const source = localLogSource(() => events);
    const noting: LogSource = {
      ...source,
      query(question) {
        asked.add(question.query);
        // A storm: the first lines are asked for as well.
        const most = question.query.includes('limit 100');
        return most ? source.query(question).then(full) : source.query(question);
      },
    };
    const lastMs = events.at(-1)?.timestamp ?? 0;
    for (const nowMs of [lastMs - 120_000, lastMs, lastMs + 600_000])
      await checkLogs(LOGS, windowAt(nowMs, 1), { source: noting, clock: new StillClock(nowMs) });
  }
  const counted = askedQueries(LOGS).map(({ text }) => text);
  expect([...asked].filter((text) => !counted.includes(text))).toEqual([]);
  expect(counted.filter((text) => !asked.has(text))).toEqual([]);
});

/** As many rows as were asked for. */
function full(answer: Awaited<ReturnType<LogSource['query']>>) {
  if (answer.state === 'unknown' || answer.rows.length === 0) return answer;
  return {
    ...answer,
    rows: Array.from({ length: 100 }, (_, i) => answer.rows[i % answer.rows.length] as Record<string, string>),
  };
}
