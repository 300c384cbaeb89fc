import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { main } from '../../../cli/main.ts';
import userConfig from '../../../monitor.config.ts';
import { FAILED, fileOf, folder, OK, textOf } from './support.ts';

const check = (...args: string[]) => main(['check', 'logs', ...args]);
const HEALTH_503 = 'INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 503 Service Unavailable';
const START = '2026-11-24 10:00:02 - INFO - atlasml.config - Loading settings from environment variables';
const UP = 'INFO:     Application startup complete.';
const RAISED = [
  'Traceback (most recent call last):',
  '  File "/atlasml/atlasml/app.py", line 1, in <module>',
  "ModuleNotFoundError: No module named 'x'",
];
const COMPOSE = OK.map((line) => `atlasml-1  | ${line}`);
const LIBRARY = '2026-11-24 10:00:02 - ERROR - asyncio - Task was destroyed but it is pending!';
const BEGUN = (n: number) => Array.from({ length: n }, () => FAILED[0] as string);

describe('the verdict', () => {
  test.each<[string, string[], number, string]>([
    ['all is well', OK, 0, 'verdict          well\n'],
    ['a request that failed', FAILED, 1, 'verdict          NOT WELL. 1 request failed by a server error.\n'],
    ['a critical line', [...OK, '2026-11-24 10:00:02 - CRITICAL - atlasml.app - out of memory'], 1, 'There is 1 critical line.'],
    ['a start that failed', [...OK, 'ERROR:    Application startup failed. Exiting.'], 1, 'NOT WELL. 1 start failed.'],
    ['five requests without an end', [...OK, ...BEGUN(5)], 0, 'verdict          well\n'],
    ['six requests without an end', [...OK, ...BEGUN(6)], 1, '6 requests began and did not end; up to 5 are well.'],
    [
      'a crash of native code',
      [...OK, 'Segmentation fault (core dumped)'],
      1,
      'ended the process: Segmentation fault (core dumped).',
    ],
    ['a kill', [...OK, 'Killed', ...OK], 1, 'NOT WELL. Native code or a kill ended the process: Killed.'],
    ['health that fails', [...OK, HEALTH_503], 1, 'NOT WELL. 1 health request failed by a server error.'],
    ['a start that an exception ended', [...OK, START, ...RAISED], 1, 'NOT WELL. 1 start ended with an exception.'],
    [
      'the same before a start that came up',
      [START, ...RAISED, START, UP, ...OK],
      1,
      'NOT WELL. 1 start ended with an exception.',
    ],
    ['a start that came up', [START, UP, ...OK], 0, 'verdict          well\n'],
    ['a traceback of a thread while it runs', [START, UP, ...OK, ...RAISED], 0, 'verdict          well\n'],
    [
      'requests of other paths',
      OK.map((line) => line.replace('/api/', '/atlas/api/')),
      3,
      'unknown. 1 request ended, and no access line',
    ],
    [
      'a container that was killed',
      [...COMPOSE, 'atlasml-1 exited with code 137'],
      1,
      'NOT WELL. atlasml-1 exited with code 137.',
    ],
    [
      'the same in colours, restarting',
      [...COMPOSE, '\x1b[36matlasml-1 exited with code 1 (restarting)\x1b[0m'],
      1,
      'atlasml-1 exited with code 1.',
    ],
    [
      'a container that was stopped in order',
      [...COMPOSE, 'atlasml-1 exited with code 0', 'atlasml-1 exited with code 143'],
      0,
      'verdict          well\n',
    ],
    ['another container that was killed', [...COMPOSE, 'weaviate-1 exited with code 137'], 0, 'verdict          well\n'],
    ['a start without an end', [...OK, START], 3, 'unknown. The log ends while AtlasML starts'],
    [
      'error lines alone, as a search finds them',
      [FAILED[1] as string],
      3,
      'unknown. 1 error line of AtlasML says that a request failed',
    ],
    [
      'errors without their requests',
      [...OK, ...Array(9).fill(FAILED[1])],
      3,
      '9 error lines of AtlasML say that a request failed',
    ],
    ['an error line of a library alone', [LIBRARY], 3, 'There is 1 error line, and no line that says how a request ended.'],
    ['the same beside requests', [LIBRARY, ...OK], 0, 'verdict          well\n'],
    ['two things', [...FAILED, ...BEGUN(6)], 1, 'NOT WELL. 1 request failed by a server error. 6 requests began'],
  ])('%s', async (title, lines, code, words) => {
    const outcome = await check(fileOf(`${title}.log`, textOf(lines)));
    expect(outcome.text).toContain(words);
    expect(outcome.code).toBe(code);
  });

  test('the limit of the configuration counts', async () => {
    const path = fileOf('limit.log', textOf([...OK, ...BEGUN(6)]));
    const config = { ...userConfig, thresholds: { unfinishedRequests: 6 } };
    expect((await main(['check', 'logs', path], { loadConfig: async () => config })).code).toBe(0);
  });

  test('--json has it, too', async () => {
    const { text } = await check(fileOf('failed.log', textOf(FAILED)), '--json');
    expect(JSON.parse(text)).toMatchObject({
      verdict: 'not well',
      reasons: ['1 request failed by a server error.'],
      serverErrors: 1,
      readAs: [{ form: 'plain lines', encoding: 'utf-8' }],
    });
  });
});

describe('what is no log of AtlasML is unknown, never zero errors', () => {
  const binary = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 0xff));
  test.each<[string, string | Buffer, string]>([
    ['an empty file', '', 'There is no log line in'],
    ['a file of empty lines', '\n\n\r\n', 'There is no log line in'],
    ['bytes of no text', binary, 'is in a form that AtlasML writes'],
    [
      'an nginx log',
      '10.0.0.1 - - [24/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 500 0\n'.repeat(50),
      'It begins: 10.0.0.1 - - [',
    ],
    [
      "another service's JSON",
      '{"level":"error","msg":"x","time":"2026-11-24T10:00:00Z"}\n'.repeat(9),
      'is in a form that AtlasML writes',
    ],
    [
      'another program with uvicorn',
      'INFO:     Waiting for application startup.\n'.repeat(3),
      'may be the log of another program',
    ],
    [
      'lines that hardly any is known of',
      textOf([...OK, ...Array(20).fill('<14>strange')]),
      '20 of 23 lines are in no known form',
    ],
    ['a .gz that holds nothing', gzipSync(textOf(OK)).subarray(0, 12), 'There is no log line in'],
  ])('%s', async (title, content, words) => {
    const path = fileOf(`${title.replaceAll(/\W/g, '-')}.log`, content);
    const { text, code } = await check(path);
    expect(text).toContain(words);
    expect(text).toMatch(/^verdict {10}unknown\. /);
    expect(code).toBe(3);
    expect(JSON.parse((await check(path, '--json')).text)).toMatchObject({ verdict: 'unknown' });
  });
});

describe('a .gz that is cut off', () => {
  const whole = gzipSync(Buffer.concat([Buffer.from(textOf([...FAILED, ...OK])), gzipNoise()]));

  /** What does not compress, so that the first lines stand well before the cut. */
  function gzipNoise(): Buffer {
    const lines = Array.from({ length: 4_000 }, (_, i) => `${OK[0]}${((i * 2_654_435_761) % 4_294_967_296).toString(36)}`);
    return Buffer.from(textOf(lines.flatMap((line) => [line, OK[1] as string])));
  }

  test('what is there is counted, and the cut is said', async () => {
    const { text, code } = await check(fileOf('cut.log.gz', whole.subarray(0, whole.length >> 1)));
    expect(text).toContain('server errors    1\n');
    expect(text).toContain('cut.log.gz is cut off: what stood behind that place is not known (unexpected end of file).');
    expect(code).toBe(1);
  });

  test('without an error in what is there it is unknown, not well', async () => {
    const well = gzipSync(Buffer.concat([Buffer.from(textOf(OK)), gzipNoise()]));
    const { text, code } = await check(fileOf('cut-well.log.gz', well.subarray(0, well.length >> 1)));
    expect(text).toMatch(/^verdict {10}unknown\. .*cut-well\.log\.gz is cut off/);
    expect(code).toBe(3);
  });
});

describe('several files', () => {
  test('are one log in the order of their times, however they are named', async () => {
    const early = fileOf('early.log', textOf(OK));
    const late = fileOf('late.log', textOf(FAILED.map((line) => line.replace('10:00:01', '10:07:00'))));
    const [one, other] = await Promise.all([check(early, late, '--json'), check('--file', late, '--file', early, '--json')]);
    const { atMs: _, readAs: a, ...counts } = JSON.parse(one.text);
    const { atMs: __, readAs: b, ...counted } = JSON.parse(other.text);
    expect(counted).toEqual(counts);
    expect(counts).toMatchObject({
      serverErrors: 1,
      healthRequests: 1,
      window: { startMs: Date.UTC(2026, 10, 24, 10), endMs: Date.UTC(2026, 10, 24, 10, 7) },
    });
    expect([a.length, b.length]).toEqual([2, 2]);
  });
});

describe('a service that is named', () => {
  const two = textOf([...OK.map((line) => `atlasml-1  | ${line}`), ...FAILED.map((line) => `staging-1  | ${line}`)]);
  test.each([
    ['both write as AtlasML', [], 1, 'docker compose logs (atlasml-1, staging-1)'],
    ['one is named', ['--service', 'atlasml'], 0, 'docker compose logs (atlasml-1), without the lines of staging-1'],
    ['the other is named', ['--service', 'staging-1'], 1, 'docker compose logs (staging-1), without the lines of atlasml-1'],
  ])('%s', async (_title, options, code, words) => {
    const outcome = await check(fileOf('two.log', two), ...options);
    expect(outcome.text).toContain(words);
    expect(outcome.code).toBe(code);
  });
});

describe('a wrong name says what is wrong, without a stack', () => {
  test.each([
    [[folder], 'is a folder; name the log files in it, such as'],
    [[join(folder, 'missing.log')], 'missing.log cannot be read: it is not there'],
    [['-', '/dev/stdin'], 'the standard input can be read only once'],
    [['--timezone', 'Berlin', '-'], '--timezone takes a time zone such as Europe/Berlin, not Berlin'],
  ])('%j', async (args, words) => {
    const { text, code } = await check(...args);
    expect(code).toBe(2);
    expect(text).toContain(words);
    expect(text).not.toMatch(/\n\s+at /);
  });
});

test('a JSON document of events that breaks off is unknown', async () => {
  const events = [...OK, ...OK].map((message, i) => ({ timestamp: 1_795_514_400_000 + i, message, logStreamName: 'a' }));
  const whole = JSON.stringify({ events, searchedLogStreams: [] }, null, 4);
  expect((await check(fileOf('whole.json', whole))).code).toBe(0);
  for (const end of [1, 30, 300]) {
    const { text, code } = await check(fileOf(`cut-${end}.json`, whole.slice(0, -end)));
    expect(text).toContain('the JSON document has no end');
    expect(code).toBe(3);
  }
});

describe('one of several files', () => {
  const nginx = fileOf('nginx.log', '10.0.0.1 - - [24/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 500 0\n');
  const well = fileOf('one-of-several.log', textOf(OK));

  test('that is no log of AtlasML makes it unknown, and changes no times', async () => {
    const { text, code } = await check(well, nginx);
    expect(text).toContain(`verdict          unknown. No line of ${nginx} is in a form that AtlasML writes.\n`);
    expect(text).toContain('window           2026-11-24 10:00 UTC to 2026-11-24 10:00 UTC');
    expect(code).toBe(3);
  });

  test('that is empty changes nothing', async () => {
    expect((await check(well, fileOf('empty-one.log', '\n'))).code).toBe(0);
  });
});

test('the cases of real files: a blank before each line, UTF-16 with its mark', async () => {
  const blank = await check(fileOf('u36.log', textOf(FAILED.map((line) => ` ${line}`))));
  const utf16 = await check(fileOf('u38.log', Buffer.from(`\ufeff${FAILED.join('\r\n')}\r\n`, 'utf16le')));
  for (const { text, code } of [blank, utf16]) {
    expect(text).toContain('server errors    1\n');
    expect(code).toBe(1);
  }
});

test('lines without a time have no window, and none of 1970', async () => {
  const file = fileOf('timeless.log', 'INFO:     127.0.0.1:50000 - "GET /api/v1/health/ HTTP/1.1" 200 OK\n');
  const { text } = await main(['check', 'logs', file]);
  expect(text).toContain('window           unknown: no line tells its time');
  expect(text).not.toContain('1970');
});
