import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { main } from '../../../cli/main.ts';
import { FAILED, fileOf, folder, OK, textOf } from './support.ts';

const check = (...args: string[]) => main(['check', 'logs', ...args]);

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
      '20 of 23 lines are in an unknown form',
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
    expect(text).toContain('cut.log.gz is cut off: what came after that place is not known (unexpected end of file).');
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
