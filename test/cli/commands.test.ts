import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { FORBIDDEN } from '../support/arbitrary-text.ts';
import { recorded, recordedAnswer, recordedPath } from '../support/corpus.ts';
import { serve } from '../support/servers.ts';

const run = (...argv: string[]) => main(argv, { environment: {} });

describe('check logs', () => {
  test('--json has the counts at the top', async () => {
    const { text, code } = await run('check', 'logs', '--file', recordedPath('logs/openai-failing'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      serverErrors: 8,
      clientErrors: 0,
      criticalLines: 0,
      requests: { '2xx': 5, '3xx': 0, '4xx': 0, '5xx': 8 },
      healthRequests: 2,
      unfinished: 0,
      starts: 1,
      tookP50Seconds: 1.237,
      tookP95Seconds: 1.441,
      lines: 600,
      unrecognisedLines: 0,
    });
  });

  test('without it, a table that reads well', async () => {
    const { text } = await run('check', 'logs', '--file', recordedPath('logs/weaviate-dies'));
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/check-logs.txt');
  });

  test('a table that leaves kinds of error out says how many', async () => {
    const { text } = await run('check', 'logs', '--file', recordedPath('logs/openai-failing'));
    expect(text.split('\n').filter((line) => / ERROR /.test(line))).toHaveLength(5);
    expect(text).toContain('\n  and 1 more kind; --json has them all');
  });

  test('several files are one log', async () => {
    const { text } = await run(
      'check',
      'logs',
      '--file',
      recordedPath('logs/healthy'),
      '--file',
      recordedPath('logs/openai-failing'),
      '--json',
    );
    expect(JSON.parse(text)).toMatchObject({ serverErrors: 10, starts: 2 });
  });

  test('plain text lines count like the recorded events', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'atlasml-')), 'atlasml.log');
    writeFileSync(
      file,
      recorded('logs/tricky-bodies')
        .map((e) => `${e.message}\n`)
        .join(''),
    );
    const { text } = await run('check', 'logs', file, '--json');
    expect(JSON.parse(text)).toMatchObject({ serverErrors: 1, clientErrors: 1, criticalLines: 0, requests: { '2xx': 8 } });
  });

  test('broken lines are counted and told', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'atlasml-')), 'broken.jsonl');
    writeFileSync(file, '{"timestamp":1,"message":"INFO:     x"}\n{"timestamp":\n');
    const { text } = await run('check', 'logs', '--file', file);
    expect(text).toContain('note: 1 broken line was left out');
  });
});

describe('check health', () => {
  test('up is 0, down is 1 with the sentence', async () => {
    const origin = await serve((request, response) => {
      const { status, body } = recordedAnswer(request.url === '/ok' ? 'health-ok' : 'health-weaviate-unreachable');
      response.writeHead(status).end(body);
    });
    const up = await run('check', 'health', '--url', `${origin}/ok`);
    expect(up.code).toBe(0);
    expect(up.text).toMatch(/^UP {2}health {2}HTTP 200 in \d+ ms\n {2}component {3}api ok\n/);
    const down = await run('check', 'health', '--url', `${origin}/`, '--attempts', '1', '--json');
    expect(down.code).toBe(1);
    expect(JSON.parse(down.text).endpoints[0]).toMatchObject({ verdict: 'down', fault: 'component', attempts: 1 });
  });
});

describe('what others wrote is shown and never obeyed by the terminal', () => {
  const hostile = '\x1b]52;c;AA==\x07\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ \u202Egnp.exe';

  test('check health', async () => {
    const body = { status: 'error', components: { weaviate: { status: 'error', message: hostile } } };
    const origin = await serve((_request, response) => response.writeHead(503).end(JSON.stringify(body)));
    for (const json of [[], ['--json']]) {
      const { text } = await run('check', 'health', '--url', `${origin}/`, '--attempts', '1', ...json);
      expect(text).not.toMatch(FORBIDDEN);
      expect(text).toContain('click gnp.exe');
      expect(text).not.toContain('evil.example');
    }
  });

  test('check logs', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'atlasml-')), 'hostile.log');
    const failed = 'INFO:     10.0.0.1:1 - "POST /api/v1/x HTTP/1.1" 500 Internal Server Error';
    writeFileSync(
      file,
      `2026-11-24 10:00:00 - ERROR - atlasml.utils - ${hostile}\n${failed}\n2026-11-24 10:00:01 - INFO - atlasml.app - x\n`,
    );
    const { text } = await run('check', 'logs', '--file', file);
    expect(text).not.toMatch(FORBIDDEN);
    expect(text).toContain('click gnp.exe');
  });
});

describe('a wrong command line says what to write', () => {
  test.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['check'], 'Usage: atlasml-monitor check'],
    [['check', 'logs'], 'name at least one log file: check logs FILE'],
    [['check', 'logs', '--file', '/does/not/exist'], '/does/not/exist cannot be read: it is not there'],
    [['check', 'health', '--urll', 'x'], "unknown option '--urll'\n(Did you mean --url?)"],
    [['check', 'health', '--url', 'nonsense'], '--url: must be a whole URL'],
    [['check', 'health', '--url', ''], '--url: must be a whole URL'],
    [['check', 'health', '--attempts', ''], '--attempts takes a number, not nothing'],
    [['check', 'health', '--attempts', '9'], '--attempts: must be 5 or less'],
    [['demo', '--speed', '0'], '--speed takes a number from 1 to 600'],
    [['watch', '--url', 'http://127.0.0.1:1', '--cgroup', '/does/not'], '--cgroup takes the cgroup v2 directory'],
    [['cost', '--log-gb-a-day', 'many'], '--log-gb-a-day takes a number'],
  ])('%j', async (argv, words) => {
    const { text, code } = await run(...argv);
    expect(code).toBe(2);
    expect(text).toContain(words);
  });
});

test('the program itself runs', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['bin/atlasml-monitor.ts', 'cost']);
  expect(stdout).toMatch(/Estimated cost a month/);
});
