import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { endingWith } from '../../../../functions/shared/http/ending-with.ts';

const never = () => new Promise<never>(() => {});

test('what ends in time gives its result or its error', async () => {
  const { signal } = new AbortController();
  expect(await endingWith(signal, async () => 'done')).toBe('done');
  await expect(endingWith(signal, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('what never ends is ended by the signal, with its reason', async () => {
  const stop = new AbortController();
  const running = endingWith(stop.signal, never);
  stop.abort(new Error('no more time'));
  await expect(running).rejects.toThrow('no more time');
});

test('nothing begins when the time is over already', async () => {
  let began = false;
  const run = async () => {
    began = true;
  };
  await expect(endingWith(AbortSignal.abort(), run)).rejects.toMatchObject({ name: 'AbortError' });
  expect(began).toBe(false);
});

test('what fails after it was ended is heard by nobody and harms nothing', async () => {
  const stop = new AbortController();
  const late = Promise.withResolvers<never>();
  const running = endingWith(stop.signal, () => late.promise);
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  late.reject(new Error('too late'));
  // An error that nobody handles would end the test run.
  await setTimeout(0);
});
