import { expect, test } from 'vitest';
import { judgeSentry, sentry } from '../../../../functions/send-digest/items/sentry.ts';
import { recorded } from '../../../support/corpus.ts';
import { HOUR, MINUTE, NOW, World } from '../support.ts';

const DSN = { sentry: { dsnParameter: '/atlasml-monitor/sentry-dsn' } };

/** A world whose log holds one recorded line of a start, an hour ago. */
async function startedWith(recording: string) {
  const line = recorded(recording).find(({ message }) => message.includes('Sentry: '));
  if (!line) throw new Error(`${recording} has no such line`);
  const world = new World(DSN);
  await world.gauge('starts', {}, 2 * HOUR, MINUTE, (at) => (at >= NOW - HOUR && at < NOW - HOUR + 15 * MINUTE ? 1 : 0));
  const logs = {
    ...world.ports().logs,
    lines: async ({ startMs, endMs }: { startMs: number; endMs: number }) => ({
      state: 'complete' as const,
      lines: [{ ...line, atMs: NOW - HOUR - 30_000 }].filter(({ atMs }) => atMs >= startMs && atMs <= endMs),
    }),
  };
  const scope = world.scope('daily');
  return { ...scope, ports: { ...scope.ports, logs } };
}

test.each([
  ['docker/logs/b_user_traffic', 'well', /is configured/],
  ['docker/logs/a_steady_idle', 'bad', /not configured/],
])("AtlasML's Sentry is what its newest start said: %s", async (recording, status, fact) => {
  const answer = await sentry.ask(await startedWith(recording));
  expect(answer.status).toBe(status);
  expect(answer.fact).toMatch(fact);
});

test('without a start it is unknown, whatever DSN the monitor has, and nothing to open the message for', async () => {
  expect(await sentry.ask(new World(DSN).scope('daily'))).toEqual(judgeSentry(undefined, true));
  expect(judgeSentry(undefined, true)).toMatchObject({ status: 'unknown', isMinor: true });
  expect(judgeSentry(undefined, false).status).toBe('off');
  expect(judgeSentry('configured', true, true).fact).not.toContain('not seen from here');
});
