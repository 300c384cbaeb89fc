import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBad, isRecord } from '../../../functions/check-health/health-body.ts';
import { judge } from '../../../functions/check-health/verdict.ts';

const ENDPOINT = {
  url: 'https://atlas.test/api/v1/health/',
  method: 'GET' as const,
  headers: {},
  expectedStatus: [200],
  body: 'health' as const,
  conditions: [],
  acceptLegacyHealth: true,
  optional: false,
};
const answer = (body: string) => ({ status: 200, headers: {}, body });
const judged = (json: unknown, more = {}) => judge(answer(JSON.stringify(json)), { ...ENDPOINT, ...more }, 0);

describe('health bodies of every shape', () => {
  test.each<[unknown, string, string | undefined]>([
    [{ status: 'ok', components: { weaviate: { status: 'ok' } } }, 'up', undefined],
    [{ status: 'ok', components: { weaviate: 'ok', openai: true } }, 'up', undefined],
    [{ status: 'ok', components: [{ name: 'weaviate', status: 'ok' }] }, 'up', undefined],
    [{ status: 'ok' }, 'up', undefined],
    [[], 'up', undefined],
    [{ status: 'ok', components: 1 }, 'unknown', 'its components are a number'],
    [{ status: 'ok', components: null }, 'unknown', 'its components are null'],
    [{ status: 'ok', components: 'fine' }, 'unknown', 'its components are a string'],
    [{ status: 'ok', components: true }, 'unknown', 'its components are a boolean'],
    [{ status: 'ok', components: [1] }, 'unknown', 'for components[0] it gives a number'],
    [{ status: 'ok', components: { weaviate: null } }, 'unknown', 'for weaviate it gives null'],
    [{ status: 'ok', components: { weaviate: 1 } }, 'unknown', 'for weaviate it gives a number'],
    [{ status: 'ok', components: { weaviate: [] } }, 'unknown', 'for weaviate it gives a list'],
    [{ status: 'ok', components: { weaviate: {} } }, 'unknown', 'for weaviate it gives an object without a status'],
    [{ status: 'ok', components: { weaviate: { status: 'ok', collections: 3 } } }, 'unknown', 'collections as a number'],
    [
      { status: 'ok', components: { weaviate: { status: 'ok', collections: { Exercise: null } } } },
      'unknown',
      'weaviate/Exercise',
    ],
    [{ status: 'ok', components: { weaviate: 'error' } }, 'down', 'weaviate: error'],
    [{ status: 'ok', components: { weaviate: false } }, 'down', 'weaviate: reports an error'],
    [{ status: 'ok', components: [{ name: 'weaviate', status: 'error', message: 'gone' }] }, 'down', 'weaviate: gone'],
    [
      { status: 'ok', components: { weaviate: { status: 'ok', collections: { Exercise: 'missing' } } } },
      'down',
      'weaviate/Exercise: missing',
    ],
    [
      { status: 'ok', components: { a: { status: 'ok', parts: [{ inner: { status: 'error' } }] } } },
      'down',
      'a: parts/0/inner fails',
    ],
    [{ status: 'ok', weaviate: 'error' }, 'down', 'weaviate: error'],
    [{ status: 'ok', weaviate: { status: 'down', message: 'no answer' } }, 'down', 'weaviate: no answer'],
    [{ weaviate: 'error' }, 'down', 'weaviate: error'],
    [{ weaviate: 'ok' }, 'down', 'no status field'],
    [{ status: 'error' }, 'down', 'the status in the body is "error"'],
    [{ status: 'OK' }, 'down', 'the status in the body is "OK"'],
    [{ status: true }, 'down', 'no status field'],
    [{ status: null }, 'down', 'no status field'],
    [{ components: { weaviate: { status: 'ok' } } }, 'down', 'no status field'],
    [['ok'], 'down', 'body is a list'],
    ['ok', 'down', 'body is not an object'],
    [0, 'down', 'body is not an object'],
    [null, 'down', 'body is not an object'],
    [true, 'down', 'body is not an object'],
  ])('%j is %s', (json, verdict, words) => {
    const seen = judged(json);
    expect(seen.verdict).toBe(verdict);
    if (words) expect(seen.fault?.sentence).toContain(words);
  });

  test.each<[unknown, string]>([
    [{ weaviate: 'error' }, 'down'],
    [{ openai: { status: 'unreachable' } }, 'down'],
    [{ hello: 1 }, 'up'],
    [[], 'up'],
    [{ errors: 0, note: 'no error' }, 'up'],
  ])('of any JSON (%j) what calls itself failing is %s', (json, verdict) => {
    expect(judged(json, { body: 'json' }).verdict).toBe(verdict);
  });

  test('where conditions are configured they decide alone', () => {
    const conditions = [{ path: 'weaviate', equals: 'error' }];
    expect(judged({ weaviate: 'error' }, { body: 'json', conditions }).verdict).toBe('up');
  });

  test('names and messages of any length and content leave short and sound', () => {
    const { fault } = judged({ status: 'ok', components: { ['\u001b[31m'.repeat(5_000)]: { status: 'x'.repeat(20_000) } } });
    expect(fault?.sentence.length).toBeLessThan(500);
    expect(fault?.sentence).not.toContain('\u001b');
  });

  test('lists within lists, as deep as an answer can hold', () => {
    const deep = `{"status":"ok","components":{"a":{"status":"ok","b":${'['.repeat(20_000)}${']'.repeat(20_000)}}}}`;
    expect(judge(answer(deep), ENDPOINT, 0).verdict).toBe('up');
  });
});

describe('whatever JSON is answered, well needs a good word', () => {
  const word = fc.constantFrom('ok', 'error', 'down', 'missing', 'healthy', 'OK', '', 'x');
  const leaf = fc.oneof(word, fc.boolean(), fc.integer(), fc.constant(null), fc.string());
  const key = fc.constantFrom('status', 'components', 'weaviate', 'collections', 'name', 'message', '__proto__', 'constructor');
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(key, tie('json'), { maxKeys: 5 }),
    ),
  }));
  const any = fc.oneof(
    json,
    fc.jsonValue(),
    fc.record({ status: fc.constant('ok'), components: json }),
    fc.record({ status: fc.constant('ok'), weaviate: json }),
  );

  /** Every failing word or `false` that stands as a status, or as the whole of a component. */
  function callsItselfFailing(value: unknown): boolean {
    if (!isRecord(value)) return false;
    const states = (one: unknown): boolean =>
      isBad(one) || one === false || (isRecord(one) && (isBad(one.status) || one.status === false));
    const { components } = value;
    const inside = isRecord(components) ? Object.values(components) : Array.isArray(components) ? components : [];
    return inside.some(states);
  }

  test('up means status "ok" (or the old []), and nothing that calls itself failing', () => {
    fc.assert(
      fc.property(any, (value) => {
        const text = JSON.stringify(value);
        const read: unknown = JSON.parse(text);
        const { verdict } = judge(answer(text), ENDPOINT, 0);
        if (verdict !== 'up') return;
        if (Array.isArray(read)) expect(read).toEqual([]);
        else expect((read as { status: unknown }).status).toBe('ok');
        expect(callsItselfFailing(read)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test('up means that each component has a word of its own that is good', () => {
    fc.assert(
      fc.property(json, (components) => {
        const text = JSON.stringify({ status: 'ok', components });
        if (judge(answer(text), ENDPOINT, 0).verdict !== 'up') return;
        const read: unknown = JSON.parse(text).components;
        expect(isRecord(read) || Array.isArray(read)).toBe(true);
        for (const one of Object.values(read as object)) {
          const state = isRecord(one) ? one.status : one;
          expect(state === true || (typeof state === 'string' && /^(?:ok|up|healthy|pass|green)$/i.test(state))).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('no text at all makes it throw, or up without JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { verdict } = judge(answer(text), ENDPOINT, 0);
        if (verdict === 'up')
          expect(JSON.parse(text)).toSatisfy((v: { status?: string }) => Array.isArray(v) || v.status === 'ok');
      }),
    );
  });
});
