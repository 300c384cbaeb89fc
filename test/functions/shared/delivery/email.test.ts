import { describe, expect, test } from 'vitest';
import { emailReceiver } from '../../../../functions/shared/delivery/email.ts';
import { subjectLine } from '../../../../functions/shared/message/email.ts';
import { testMessage } from '../../../../functions/shared/message/test-message.ts';
import { duration, milliseconds, number } from '../../../../functions/shared/text/words.ts';

describe('the subject, by the rules of SNS Publish', () => {
  test.each([
    ['Weaviate – unreachable\nsince 10:31', 'Weaviate unreachable since 10:31'],
    ['Ärger mit Müller', 'Arger mit Muller'],
    ['🔥 down', 'down'],
  ])('%s', (subject, expected) => {
    expect(subjectLine(subject)).toBe(expected);
  });

  test('is under 100 characters, however long it was', () => {
    expect(subjectLine('x'.repeat(300)).length).toBeLessThan(100);
    expect(subjectLine('x'.repeat(99))).toBe('x'.repeat(99));
  });
});

test('a refused publish is a delivery error that names the cause', async () => {
  const publish = () => Promise.reject(Object.assign(new Error(), { name: 'AuthorizationErrorException' }));
  const message = testMessage({ service: 'AtlasML', environment: 'test' }, 0);
  await expect(emailReceiver(publish).deliver(message)).rejects.toThrow(
    'e-mail: SNS did not take the message (AuthorizationErrorException)',
  );
});

describe('whether a mail that failed may have arrived', () => {
  const message = testMessage({ service: 'AtlasML', environment: 'test' }, 0);
  test.each<[string, object, boolean]>([
    ['SNS refused it', { name: 'AuthorizationErrorException', $metadata: { httpStatusCode: 403 } }, false],
    ['SNS limits the rate', { name: 'ThrottledException', $metadata: { httpStatusCode: 429 } }, false],
    ['SNS failed', { name: 'InternalErrorException', $metadata: { httpStatusCode: 500 } }, true],
    ['no answer in time', { name: 'TimeoutError' }, true],
    ['the run ended', { name: 'AbortError' }, true],
    ['the connection broke', { code: 'ECONNRESET' }, true],
    ['no connection', { code: 'ECONNREFUSED' }, false],
    ['it could not be written', { name: 'URIError' }, false],
  ])('%s', async (_title, more, ambiguous) => {
    const publish = () => Promise.reject(Object.assign(new Error(), more));
    await expect(emailReceiver(publish).deliver(message)).rejects.toMatchObject({
      fault: 'retry',
      ambiguous,
      message: expect.stringContaining(ambiguous ? 'SNS did not say whether it took' : 'SNS did not take'),
    });
  });

  test('the end of the run is handed on', async () => {
    const { signal } = new AbortController();
    const got: unknown[] = [];
    await emailReceiver(async (_subject, _text, options) => void got.push(options?.signal)).deliver(message, undefined, {
      signal,
    });
    expect(got).toEqual([signal]);
  });
});

describe('words for numbers', () => {
  test.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [3_900_000, '1 h 5 min'],
    [90_000_000, '1 d 1 h'],
    [172_800_000, '2 d'],
  ])('%i ms is %s', (ms, text) => expect(duration(ms)).toBe(text));
  test.each([
    [40.7, '41 ms'],
    [1449, '1.4 s'],
  ])('%d ms is %s', (ms, text) => expect(milliseconds(ms)).toBe(text));
  test('one decimal at most', () => expect([62, 8.54, 91.26].map(number)).toEqual(['62', '8.5', '91.3']));
});
