import { expect, test } from 'vitest';
import { openInbox } from '../../../local/store/open-store.ts';
import { newFolder, storeIn } from './support.ts';

const silence = { command: 'silence', minutes: 5, why: 'w', by: 'b' } as const;
const ack = { command: 'ack', by: 'b' } as const;

test('what others put in is taken in order, each once, and answered', () => {
  const folder = newFolder();
  const { store, clock } = storeIn(folder);
  const other = openInbox(folder, () => clock.at);
  const [first, second] = [other.put(silence), other.put(ack)];
  expect(other.answerOf(first)).toBeUndefined();
  expect(store.inbox.take()).toEqual({ id: first, command: silence });
  expect(store.inbox.take()).toEqual({ id: second, command: ack });
  expect(store.inbox.take()).toBeUndefined();
  const answer = { isDone: true, said: 'silent until 10:05' };
  store.inbox.answer(first, answer);
  expect(other.answerOf(first)).toEqual(answer);
  other.close();
});

test('what waited for more than an hour, or is from the future, is answered and not done', () => {
  const { store, clock } = storeIn(newFolder());
  const old = store.inbox.put(ack);
  clock.at += 3_600_001;
  const young = store.inbox.put(silence);
  expect(store.inbox.take()).toEqual({ id: young, command: silence });
  expect(store.inbox.answerOf(old)).toEqual({
    isDone: false,
    said: expect.stringMatching(/^not done: nobody took it within an hour/),
  });
});

test('what was taken and not answered by a writer that died is not taken again, and answered as not known', () => {
  const folder = newFolder();
  const first = storeIn(folder);
  const id = first.store.inbox.put(ack);
  expect(first.store.inbox.take()?.id).toBe(id);
  first.store.close();
  const { store } = storeIn(folder);
  expect(store.inbox.take()).toBeUndefined();
  expect(store.inbox.closeUnanswered()).toBe(1);
  expect(store.inbox.answerOf(id)).toEqual({ isDone: false, said: expect.stringMatching(/^not known whether it was done/) });
});

test('an answer is kept for a week', () => {
  const { store, clock } = storeIn(newFolder());
  const id = store.inbox.put(ack);
  store.inbox.take();
  store.inbox.answer(id, { isDone: false, said: 'not done: the disk is full' });
  clock.at += 6 * 86_400_000;
  store.tidy();
  expect(store.inbox.answerOf(id)).toEqual({ isDone: false, said: 'not done: the disk is full' });
  clock.at += 2 * 86_400_000;
  store.tidy();
  expect(store.inbox.answerOf(id)).toBeUndefined();
});

test('where no monitor has ever written there is no inbox, and that is said', () => {
  expect(() => openInbox(newFolder())).toThrow(/no monitor has written to this folder yet/);
});
