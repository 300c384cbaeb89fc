import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnswerKey, answerKeys } from '../../../../functions/shared/answers/answer-key.ts';
import {
  type AnswerRight,
  LINK_MS,
  readRight,
  SKEW_MS,
  serviceIn,
  signedRight,
} from '../../../../functions/shared/answers/answer-link.ts';

const NOW = Date.parse('2026-11-27T03:00:00Z');
const secret = (fill: number, bytes = 32) => Buffer.alloc(bytes, fill).toString('base64');
const [current, previous] = answerKeys(`${secret(1)} ${secret(2)}`) as [AnswerKey, AnswerKey];
const [stranger] = answerKeys(secret(3)) as [AnswerKey];
const right: AnswerRight = {
  service: 'production',
  incident: '0b8f4c1e-2f1c-4f0c-9f57-6a1d0f6f2a11',
  action: 'acknowledge',
  receiver: 'email ops@example.org',
  expiresMs: NOW + LINK_MS,
  nonce: 'n-1',
};
const token = signedRight(right, current);

describe('the key', () => {
  test.each([
    ['32 bytes', secret(1), 1],
    ['64 bytes', secret(1, 64), 1],
    ['two, while it is changed', `${secret(1)}\n${secret(2)}\n`, 2],
  ])('%s', (_title, text, count) => expect(answerKeys(text)).toHaveLength(count));

  test.each([
    ['nothing', ''],
    ['31 bytes', secret(1, 31)],
    ['65 bytes', secret(1, 65)],
    ['a password', 'correct horse battery staple'],
    ['three', [1, 2, 3].map((fill) => secret(fill)).join(' ')],
  ])('%s is none', (_title, text) => expect(answerKeys(text)).toBeUndefined());

  test('its id tells two apart and shows nothing of it', () => {
    expect(current.id).toMatch(/^[0-9a-f]{8}$/);
    expect(new Set([current.id, previous.id, stranger.id]).size).toBe(3);
    expect(current.bytes.toString('hex')).not.toContain(current.id);
  });
});

test('what was signed is read as it was', () => {
  expect(readRight(token, [current], NOW)).toEqual({ right });
  expect(serviceIn(token)).toBe('production');
});

test.each<[string, number, readonly AnswerKey[], 'good' | 'expired' | 'invalid']>([
  ['by the key that signs now', NOW, [current, previous], 'good'],
  ['by the key before it, while that is kept', NOW, [previous, current], 'good'],
  ['by a key that was taken out', NOW, [previous], 'invalid'],
  ['by a key of somebody else', NOW, [stranger], 'invalid'],
  ['without a key', NOW, [], 'invalid'],
  ['at its end', NOW + LINK_MS, [current], 'good'],
  ['behind it, by a clock that is five minutes ahead', NOW + LINK_MS + SKEW_MS, [current], 'good'],
  ['later than that', NOW + LINK_MS + SKEW_MS + 1, [current], 'expired'],
  ['by a clock that is five minutes behind', NOW - SKEW_MS, [current], 'good'],
  ['by a clock that is further behind: it would be good for too long', NOW - SKEW_MS - 1, [current], 'invalid'],
])('it is good or not %s', (_title, nowMs, keys, outcome) => {
  const read = readRight(token, keys, nowMs);
  expect('right' in read ? 'good' : read.refused).toBe(outcome);
});

test('a link to one thing is none to another: each field is part of what is signed', () => {
  const others: Partial<AnswerRight>[] = [
    { service: 'staging' },
    { incident: 'other' },
    { action: 'silence' },
    { receiver: 'slack' },
    { expiresMs: right.expiresMs + 1000 },
    { nonce: 'n-2' },
  ];
  const [, signature] = token.split('.');
  for (const other of others) {
    const [payload] = signedRight({ ...right, ...other }, current).split('.');
    expect(readRight(`${payload}.${signature}`, [current], NOW)).toEqual({ refused: 'invalid' });
  }
});

test('with any one character changed, left out or added it is none, and no text makes the reader throw', () => {
  const bad = { refused: 'invalid' };
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'aA0_-.=%'), fc.string(), (at, sign, text) => {
      const changed = token.slice(0, at) + sign + token.slice(at + 1);
      if (changed !== token) expect(readRight(changed, [current, previous], NOW)).toEqual(bad);
      expect(readRight(token.slice(0, at), [current], NOW)).toEqual(bad);
      expect(readRight(`${token}${sign}`, [current], NOW)).toEqual(bad);
      expect(readRight(text, [current], NOW)).toEqual(bad);
      serviceIn(text);
    }),
    { numRuns: 300, seed: 11 },
  );
});
