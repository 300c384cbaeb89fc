import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ackCommand, silenceCommand } from '../../cli/silence.ts';
import type { Order } from '../../functions/report-incident/command.ts';
import type { Answer } from '../../local/store/inbox.ts';
import { openMachineStore } from '../../local/watch/open-machine-store.ts';

const config = { slug: 'test', service: 'AtlasML', environment: 'test' };
const inVain = () => Promise.reject(new Error('AWS is not asked'));
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

const folder = () => mkdtempSync(join(tmpdir(), 'ask-here-'));

/** Whoever writes there, and answers what is put into the inbox. */
function writer(directory: string, answer: Answer): Order[] {
  const store = openMachineStore('test', directory, Date.now, () => undefined);
  const taken: Order[] = [];
  const timer = setInterval(() => {
    const next = store.inbox.take();
    if (!next) return;
    taken.push(next.command);
    store.inbox.answer(next.id, answer);
  }, 20);
  ended.push(() => {
    clearInterval(timer);
    store.close();
  });
  return taken;
}

test('a silence on this machine goes by the inbox of the monitor that writes there', async () => {
  const directory = folder();
  const taken = writer(directory, { isDone: true, said: 'Silent until 10:30 UTC.' });
  const asked = { for: '30m', why: 'deploy', by: 'anna', data: directory };
  expect(await silenceCommand(asked, config, inVain)).toEqual({
    text: 'AtlasML test: Silent until 10:30 UTC.',
    code: 0,
    json: { done: true, said: 'Silent until 10:30 UTC.', who: 'AtlasML test' },
  });
  expect(taken).toEqual([{ command: 'silence', minutes: 30, why: 'deploy', by: 'anna' }]);
});

test('what could not be done is unknown, not done', async () => {
  const directory = folder();
  writer(directory, { isDone: false, said: 'the disk is full' });
  expect(await ackCommand({ data: directory }, config, inVain)).toEqual({
    text: 'AtlasML test: the disk is full',
    code: 3,
    isFailure: true,
  });
});

test('where no monitor runs nothing is done, and it is said how to start one', async () => {
  const directory = folder();
  const { text, code } = await ackCommand({ data: directory }, config, inVain);
  expect(code).toBe(3);
  expect(text).toContain(`npx atlasml-monitor watch --data ${directory}`);
});
