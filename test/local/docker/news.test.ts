import { expect, test } from 'vitest';
import { containerNews } from '../../../local/docker/news.ts';
import { StillClock } from '../../support/fakes.ts';

const AT = Date.parse('2026-11-26T10:00:00Z');
const event = (seconds: number, Action: string, more: object = {}) =>
  JSON.stringify({
    Type: 'container',
    Action,
    Actor: { ID: 'a'.repeat(64), Attributes: { name: 'atlasml', ...more } },
    time: AT / 1000 + seconds,
  });

test('what Docker tells is news once, and what was there at the first look is none', async () => {
  let body = event(-60, 'start');
  const looks = containerNews({ get: async () => body }, 'atlasml', new StillClock(AT));
  expect(await looks()).toBe(false);
  body += `\n${event(1, 'health_status: healthy')}`;
  expect(await looks()).toBe(false);
  body += `\n${event(2, 'die', { exitCode: '137' })}`;
  expect(await looks()).toBe(true);
  expect(await looks()).toBe(false);
  body += `\n${event(3, 'start')}`;
  expect(await looks()).toBe(true);
});

test('an Engine that cannot be asked is told, and forgets nothing', async () => {
  let answer: () => Promise<string> = async () => event(-60, 'start');
  const looks = containerNews({ get: () => answer() }, 'atlasml', new StillClock(AT));
  await looks();
  answer = () => Promise.reject(new Error('no socket'));
  await expect(looks()).rejects.toThrow('no socket');
  answer = async () => `${event(-60, 'start')}\n${event(2, 'pause')}`;
  expect(await looks()).toBe(true);
});
