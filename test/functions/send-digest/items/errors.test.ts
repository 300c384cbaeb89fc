import { expect, test } from 'vitest';
import { errors } from '../../../../functions/send-digest/items/errors.ts';
import type { LogSource } from '../../../../functions/shared/ports.ts';
import { keptSource } from '../../../../local/follow/kept-source.ts';
import { DAY, HOUR, MINUTE, NOW, World } from '../support.ts';

const why = 'of this time what was logged until 01:00:00 UTC is not in memory';
/** A followed log holds the last hours alone. */
const short: LogSource = {
  query: async () => ({ state: 'unknown', reason: why }),
  lines: async () => ({ state: 'unknown', reason: why }),
};

function stamped(atMs: number, text: string) {
  return { timestamp: atMs, message: `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} - ${text}` };
}

async function scopeOf(world: World, logs?: LogSource) {
  const { logs: _, ...ports } = world.ports();
  return { ...world.scope('daily'), ports: { ...ports, kept: keptSource(world.store), ...(logs && { logs }) } };
}

/** Ten requests a minute in a window of five; two of them failed at one time of the day. */
async function counted(fromMs: number): Promise<World> {
  const world = new World();
  const failed = (at: number) => (at > NOW - 20 * HOUR && at <= NOW - 20 * HOUR + 5 * MINUTE ? 2 : 0);
  await world.gauge('serverErrors', {}, fromMs, MINUTE, failed);
  await world.gauge('requests', {}, fromMs, MINUTE, () => 50);
  await world.gauge('errorLines', {}, fromMs, MINUTE, failed);
  world.store.logs.add([
    stamped(NOW - 20 * HOUR, 'ERROR - atlasml.utils - Unexpected error in suggest_competencies: boom'),
    stamped(NOW - 20 * HOUR, 'ERROR - atlasml.utils - Unexpected error in suggest_competencies: boom'),
  ]);
  return world;
}

test.each([
  ['beyond what is in memory', short],
  ['from the store alone', undefined],
])('errors %s are counted by the minute, and told by the lines that were kept', async (_, logs) => {
  const answer = await errors.ask(await scopeOf(await counted(DAY), logs));
  // 1,440 minutes of 50 in five are 14,400; five minutes of 2 are 2.
  expect(answer.fact).toMatch(/^2 server errors in 14400 requests \(0 %\)/);
  expect(answer.more).toEqual([
    expect.stringMatching(/^2 × .*ERROR atlasml\.utils {2}Unexpected error in suggest_competencies: boom$/),
    'the numbers are about: added up from what was counted each minute',
  ]);
});

test('what was not counted is said', async () => {
  const { more } = await errors.ask(await scopeOf(await counted(21 * HOUR), short));
  expect(more).toContain('nothing was counted in 3 h of this time');
});

test('where nothing was counted the errors are unknown, with the reason, and never none', async () => {
  await expect(errors.ask(await scopeOf(new World(), short))).rejects.toThrow(why);
});
