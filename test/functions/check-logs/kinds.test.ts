import { describe, expect, test } from 'vitest';
import { errorKinds } from '../../../functions/check-logs/evidence.ts';

describe('errors that differ only in what changes each time are one kind', () => {
  const kindsOf = (...texts: string[]) => {
    const at = (i: number) =>
      new Date(Date.parse('2026-11-24T10:00:00Z') + i * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const rows = texts.map((text, i) => ({
      '@timestamp': `${at(i)}.000`,
      '@message': `${at(i)} - ERROR - atlasml.utils - ${text}`,
    }));
    return errorKinds(rows).length;
  };
  test.each([
    ['numbers', 'took 31 s', 'took 4 s', 1],
    ['UUIDs', 'exercise 2b6c6a52-8f5c-4b0e-9d3a-0c9f0a1b2c3d failed', 'exercise 00000000-8f5c-4b0e-9d3a-0c9f0a1b2c3d failed', 1],
    ['ids of requests to OpenAI', 'request id: req_ab12cd34ef', 'request id: req_99zz00yy11', 1],
    ['hexadecimal ids', 'object at 0x7f3a', 'object at 0x11', 1],
    ['words are not ids', 'collection Exercise failed', 'collection Competency failed', 2],
    ['short names with a digit stay apart', 'model gpt4o failed', 'model ada2 failed', 2],
  ])('%s', (_title, one, other, kinds) => expect(kindsOf(one, other)).toBe(kinds));
});
