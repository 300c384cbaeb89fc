import { describe, expect, test } from 'vitest';
import { startContext } from '../../../functions/check-logs/context.ts';
import { tracebacksIn, traceIdentity, whereFrom } from '../../../functions/check-logs/tracebacks.ts';
import { recorded } from '../../support/corpus.ts';
import { observe } from './support.ts';

const linesOf = (name: string) => recorded(name).map(({ timestamp, message }) => ({ atMs: timestamp, message }));
const lines = (...messages: string[]) => messages.map((message, i) => ({ atMs: i, message }));
const NOW = Date.parse('2026-11-24T10:00:00Z');

/** Recorded logs: how many tracebacks ended something, and what the first of them is. */
describe('tracebacks are put together from the lines that awslogs made of them', () => {
  test.each([
    ['logs/openai-failing', 8, 'openai.OpenAIError@atlasml/ml/embeddings.py:generate_embeddings_openai'],
    ['logs/tricky-bodies', 1, 'TypeError@atlasml/app.py:validation_exception_handler'],
    ['logs/weaviate-down-at-start', 1, 'atlasml.clients.weaviate.WeaviateConnectionError@atlasml/clients/weaviate.py:__init__'],
    ['docker/logs/d_openai_hang_bounded', 1, 'openai.OpenAIError@atlasml/ml/embeddings.py:generate_embeddings_openai'],
    ['docker/logs/d_server_errors', 18, 'TypeError@atlasml/app.py:validation_exception_handler'],
    ['docker/logs/f_crash_loop_bad_env', 6, 'ValueError@atlasml/config.py:get_settings'],
    [
      'docker/logs/f_crash_kill9_loop',
      6,
      'atlasml.clients.weaviate.WeaviateConnectionError@atlasml/clients/weaviate.py:__init__',
    ],
    ['docker/logs/a_steady_idle', 0, undefined],
    ['docker/logs/b_user_traffic', 0, undefined],
  ])('%s', (name, count, first) => {
    const found = tracebacksIn(linesOf(name));
    expect(found).toHaveLength(count);
    expect(found[0] && traceIdentity(found[0])).toBe(first);
  });

  test("AtlasML's own frames come first, the one that raised before its caller", () => {
    const [first] = tracebacksIn(linesOf('logs/openai-failing'));
    expect(first && whereFrom(first, 2)).toEqual([
      'atlasml/ml/embeddings.py:69 in generate_embeddings_openai',
      'atlasml/ml/embeddings.py:127 in generate_embeddings_openai',
    ]);
  });

  test('a line of another request in between changes nothing', () => {
    const found = tracebacksIn(
      lines(
        '2026-11-25 10:00:00 - ERROR - atlasml.utils - failed',
        'Traceback (most recent call last):',
        '  File "/app/atlasml/a.py", line 1, in f',
        'INFO:     10.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 200 OK',
        '    g()',
        'ValueError: bad',
      ),
    );
    expect(found).toMatchObject([
      { head: '2026-11-25 10:00:00 - ERROR - atlasml.utils - failed', exception: 'ValueError', text: 'bad' },
    ]);
  });

  test('"Exception ignored in" ended nothing', () => {
    expect(
      tracebacksIn(
        lines(
          'Exception ignored in: <generator x>',
          'Traceback (most recent call last):',
          '  File "a.py", line 1, in f',
          'AttributeError: x',
        ),
      ),
    ).toEqual([]);
  });

  test('a traceback that is cut off is none', () => {
    expect(tracebacksIn(lines('Traceback (most recent call last):', '  File "a.py", line 1, in f'))).toEqual([]);
  });
});

describe('the newest start', () => {
  test.each([
    [
      'docker/logs/f_crash_loop_bad_env',
      /^ValueError: WEAVIATE_API_KEY is required in production/,
      'atlasml/config.py:160 in get_settings',
    ],
    [
      'logs/weaviate-down-at-start',
      /WeaviateConnectionError: Unexpected connection error: Connection to Weaviate failed/,
      'atlasml/clients/weaviate.py:162 in __init__',
    ],
  ])('%s: why it failed', (name, exception, where) => {
    const { failure } = startContext(linesOf(name));
    expect(failure?.exception).toMatch(exception);
    expect(failure?.where[0]).toBe(where);
  });
  test('of one that came up, the last words before it', () => {
    const { failure, lastWords } = startContext(linesOf('logs/crash-and-restart'));
    expect(failure).toBeUndefined();
    expect(lastWords).toHaveLength(3);
    expect(lastWords?.join('\n')).not.toMatch(/Request body/);
  });
  test('a traceback in a body of a request does not make a start fail', () => {
    expect(startContext(linesOf('docker/logs/e_error_words_in_bodies')).failure).toBeUndefined();
  });
});

describe('check-logs tells what was raised and where', () => {
  test('of the most frequent kinds', async () => {
    const { evidence } = await observe(recorded('logs/openai-failing'));
    expect(evidence[0]).toMatchObject({
      exception: expect.stringMatching(/^openai\.OpenAIError: Failed to generate OpenAI embeddings/),
      where: [
        'atlasml/ml/embeddings.py:69 in generate_embeddings_openai',
        'atlasml/ml/embeddings.py:127 in generate_embeddings_openai',
      ],
    });
  });
  test('and tells exceptions that left the application apart', async () => {
    const { evidence } = await observe(recorded('logs/tricky-bodies'));
    expect(evidence.find((kind) => kind.logger === 'uvicorn')).toMatchObject({
      fingerprint: expect.stringContaining('TypeError@atlasml/app.py:validation_exception_handler'),
      exception: 'TypeError: Object of type bytes is not JSON serializable',
    });
  });
  test('and why a start failed', async () => {
    const { startFailure } = await observe(recorded('docker/logs/f_crash_loop_bad_env'));
    expect(startFailure?.exception).toMatch(/^ValueError: WEAVIATE_API_KEY is required/);
  });
});

describe('a chain is kept from its first cause on', () => {
  const at = (file: string, line: number, name: string) => `  File "/usr/local/atlas/src/${file}", line ${line}, in ${name}`;
  const BEGIN = 'Traceback (most recent call last):';
  const LINK = 'During handling of the above exception, another exception occurred:';
  const [save, unreadable] = [
    [BEGIN, at('atlasml/routers/competency.py', 130, 'save'), 'Exception: Failed to save competencies: Expecting value'],
    [BEGIN, at('atlasml/ml/embeddings.py', 63, 'generate_embeddings_openai'), 'json.decoder.JSONDecodeError: Expecting value'],
  ];
  const HEAD = '2026-11-24 10:00:00 - ERROR - atlasml.utils - Unexpected error in save_competencies: Expecting value';

  test('what OpenAI answered stands behind what the route made of it', async () => {
    const { evidence } = await observe(
      [HEAD, ...(unreadable as string[]), '', LINK, '', ...(save as string[])].map((message) => ({ timestamp: NOW, message })),
    );
    expect(evidence[0]).toMatchObject({
      exception: 'Exception: Failed to save competencies: Expecting value',
      causedBy: [
        {
          exception: 'json.decoder.JSONDecodeError: Expecting value',
          where: ['atlasml/ml/embeddings.py:63 in generate_embeddings_openai'],
        },
      ],
    });
  });

  test('of a failed start', () => {
    const cause = [BEGIN, at('atlasml/clients/weaviate.py', 184, 'f'), "AttributeError: 'dict' object has no attribute 'x'"];
    const start = '2026-11-24 10:00:00 - INFO - atlasml.config - Loading settings from environment variables';
    const failed = [
      start,
      'ERROR:    Traceback (most recent call last):',
      ...cause.slice(1),
      '',
      LINK,
      '',
      ...(save as string[]),
    ];
    const { failure } = startContext(failed.map((message) => ({ atMs: NOW, message })));
    expect(failure?.causedBy?.map((c) => c.exception)).toEqual(["AttributeError: 'dict' object has no attribute 'x'"]);
  });

  test('two tracebacks that no words link are no chain', () => {
    const found = tracebacksIn(lines(HEAD, ...(unreadable as string[]), ...(save as string[])));
    expect(found.map((t) => t.causedBy)).toEqual([[]]);
  });
});
