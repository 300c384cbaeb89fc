import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { configurationAsked } from '../../cli/configuration.ts';
import { main } from '../../cli/main.ts';
import { progressBar } from '../../cli/query/progress.ts';
import { timeRange } from '../../cli/query/time-range.ts';
import { screenOf } from '../../cli/screen.ts';
import { openMachineStore } from '../../local/watch/open-machine-store.ts';
import { recordedPath } from '../support/corpus.ts';

let said = '';
const streams = (columns?: number, stdin: string[] = []) => {
  const stderr = { isTTY: false, write: (text: string) => (said += text) };
  const stdout = { ...(columns !== undefined && { isTTY: true, columns }), write: () => {} };
  const input = Object.assign(Readable.from(stdin.map((s) => Buffer.from(s))), { isTTY: stdin.length === 0 });
  return { stdin: input, screen: screenOf({ stdout, stderr }) };
};
beforeEach(() => {
  said = '';
});
/** As the command line has it, without the file of the configuration. */
const run = (...args: string[]) => runWith(streams(), ...args);
const runWith = (surroundings: ReturnType<typeof streams>, ...args: string[]) => main(['query', ...args], surroundings);
const LOG = recordedPath('docker/logs/d_server_errors');
const ERRORS =
  'filter @message like / - ERROR - / | stats count(*) as errors, count_distinct(@message) as kinds by bin(1m) as minute';

describe('the result', () => {
  test('as a table, with numbers at the right', async () => {
    expect(await run(ERRORS, LOG)).toEqual({
      text: [
        'minute                   errors  kinds',
        '───────────────────────  ──────  ─────',
        '2026-11-25 17:51:00.000      18     15',
        '2026-11-25 17:52:00.000      21     21',
      ].join('\n'),
      code: 0,
      isAsItIs: true,
    });
    expect(said).toMatch(/^2 rows; 39 of 2,150 records matched; 340 kB scanned in \d+\.\d\d s \([\d,]+ MB\/s\)\n$/);
  });
  test('as JSON, JSONL and CSV', async () => {
    const first = { minute: '2026-11-25 17:51:00.000', errors: '18', kinds: '15' };
    expect(JSON.parse((await run(ERRORS, LOG, '--format', 'json')).text)[0]).toEqual(first);
    expect(JSON.parse((await run(ERRORS, '--file', LOG, '--json')).text)[0]).toEqual(first);
    expect((await run(ERRORS, LOG, '--format', 'jsonl')).text.split('\n')[0]).toBe(JSON.stringify(first));
    expect((await run(ERRORS, LOG, '--format', 'csv')).text).toBe(
      'minute,errors,kinds\r\n2026-11-25 17:51:00.000,18,15\r\n2026-11-25 17:52:00.000,21,21',
    );
  });
  test('with what a lookup table adds', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'query-')), 'levels.csv');
    writeFileSync(file, 'level,page\r\nERROR,yes\r\n');
    const query = 'parse " - * - " as level | lookup pages level OUTPUT page | stats count(*) as n by page';
    const { text } = await run(query, LOG, '--lookup-table', `pages=${file}`, '--format', 'csv');
    expect(text.split('\r\n').toSorted()).toEqual([',2111', 'page,n', 'yes,39']);
    expect(await run(query, LOG, '--lookup-table', 'pages')).toMatchObject({
      code: 2,
      text: expect.stringContaining('NAME=FILE'),
    });
    writeFileSync(file, 'level\n"ERROR\n');
    expect(await run(query, LOG, '--lookup-table', `pages=${file}`)).toMatchObject({
      code: 2,
      text: expect.stringContaining('a quote in a wrong place'),
    });
  });
  test('CSV quotes what must be quoted', async () => {
    const { text } = await runWith(
      streams(undefined, [`{"timestamp":1,"message":"a \\"b\\", c\\nd"}\n`]),
      'fields @message',
      '--format',
      'csv',
    );
    expect(text).toBe('@message\r\n"a ""b"", c\nd"');
  });
  test('wide characters keep the columns straight, and control characters are shown', async () => {
    const lines = ['📤 日本', '\\u001b[31mred', 'two\\nlines'].map((m, i) => `{"timestamp":${i},"message":"${m}"}\n`);
    const { text } = await runWith(streams(undefined, lines), 'fields @message, strlen(@message) as n | sort n');
    expect(text.split('\n')).toEqual(['@message     n', '───────────  ─', '📤 日本      4', '\\x1b[31mred  8', 'two⏎lines    9']);
  });
  test('a terminal cuts what is too wide, the widest column first', async () => {
    const { text } = await runWith(streams(60), 'fields @timestamp, @message | limit 1', LOG);
    expect(text.split('\n').map((line) => [...line].length)).toEqual([33, 60, 60]);
    expect(text).toContain('…');
  });
  test('nothing is said to be nothing', async () => expect((await run('filter @message = "nowhere"', LOG)).text).toBe('no rows'));
  test('drawn over time', async () => {
    const { text } = await run('stats count(*) as lines by bin(10s)', LOG, '--plot');
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/query-plot.txt');
  });
  test('a chart for each value of a further field', async () => {
    const { text } = await run(
      'parse @message /^\\S+ \\S+ - (?<level>[A-Z]+)/ | filter ispresent(level) | stats count(*) as n by bin(10s), level',
      LOG,
      '--plot',
    );
    expect(text.match(/^n, level = \w+$/gm)).toEqual(['n, level = INFO', 'n, level = ERROR']);
  });
});

describe('where logs come from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'query-'));
  for (const i of [1, 2]) writeFileSync(join(folder, `${i}.log`), `2026-11-25 10:00:0${i} - INFO - x - ${i}\n`);
  test('patterns of files', async () =>
    expect((await run('stats count(*) as n', join(folder, '*.log'), '--format', 'jsonl')).text).toBe('{"n":"2"}'));
  test('standard input, named or not', async () => {
    expect(
      (await runWith(streams(undefined, ['2026-11-25 10:00:00 - a\n']), 'stats count(*) as n', '--format', 'jsonl')).text,
    ).toBe('{"n":"1"}');
    expect((await runWith(streams(undefined, ['a\n']), 'stats count(*) as n', '-', '--format', 'jsonl')).text).toBe('{"n":"1"}');
  });
  test('a query from a file', async () => {
    writeFileSync(join(folder, 'q'), '# how many\nstats count(*) as n\n');
    expect((await run('--query-file', join(folder, 'q'), LOG, '--format', 'jsonl')).text).toBe('{"n":"2150"}');
  });
  test('broken lines are told', async () => {
    await runWith(streams(undefined, ['{"timestamp":1,"message":"a"}\n{"time\n']), 'limit 1');
    expect(said).toContain('note: -: 1 broken line left out, the first at byte 30\n');
  });
  test('a misspelt field is told', async () => {
    await run('fields @mesage | limit 1', LOG);
    expect(said).toContain('note: @mesage is no field that is known here; did you mean @message?\n');
  });
});

describe('what is wrong is said', () => {
  test('in the query, as a compiler does', async () => {
    expect(await run('fields @message | fliter x = 1', LOG)).toEqual({
      text: "expected a command but found 'fliter' (line 1, column 19)\n  1 | fields @message | fliter x = 1\n    |                   ^^^^^^\n  did you mean filter?",
      code: 2,
    });
  });
  test('in an expression that would run for ever', async () => {
    const log = `2026-11-25 10:00:00 - ${'a'.repeat(60)}!\n`;
    const outcome = await runWith(streams(undefined, [log]), 'filter @message like /(a+)+$/', '--time-limit', '1');
    expect(outcome).toEqual({ text: expect.stringContaining('computed for more than 1 s'), code: 3, isFailure: true });
  });
  test.each([
    [[], /name a query: atlasml-monitor query/],
    [['limit 1', '/nowhere'], /\/nowhere cannot be read/],
    [['limit 1', '/nowhere/*.log'], /no file is named \/nowhere\/\*\.log/],
    [['limit 1'], /name at least one log file, or pipe a log into the command/],
    [['limit 1', LOG, '--format', 'xml'], /--format takes table, json, jsonl or csv, not xml/],
    [['limit 1', LOG, '--threads', '0'], /--threads takes a whole number from 1, not 0/],
    [['limit 1', LOG, '--start', 'soon'], /--start takes a time such as/],
    [['limit 1', LOG, '--last', '1h', '--end', 'now'], /--last stands for --start and --end/],
    [['limit 1', LOG, '--start', 'now', '--end', '1h'], /--start now is later than --end 1h/],
    [['fields @message', LOG, '--plot'], /--plot draws a number over time/],
  ])('%j', async (args, message) => expect(await run(...args)).toMatchObject({ code: 2, text: expect.stringMatching(message) }));
});

describe('times', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  test.each([
    [{}, -Infinity, Infinity],
    [{ last: '2h' }, now - 7_200_000, now],
    [{ start: '30m', end: 'now' }, now - 1_800_000, now],
    [{ start: '2026-11-25' }, Date.parse('2026-11-25T00:00:00Z'), Infinity],
    [
      { start: '2026-11-25T10:31', end: '2026-11-25 10:32:05' },
      Date.parse('2026-11-25T10:31:00Z'),
      Date.parse('2026-11-25T10:32:05.999Z'),
    ],
    [{ end: '2026-11-25T12:00:00+02:00' }, -Infinity, Date.parse('2026-11-25T10:00:00.999Z')],
    [{ start: '1795602672', end: '1795602672000' }, 1_795_602_672_000, 1_795_602_672_000],
  ])('%j', (values, startMs, endMs) => expect(timeRange(values, now)).toEqual({ startMs, endMs }));
});

test('a bar shows after a second, on a terminal only, and goes away', () => {
  const draw = (isTTY: boolean) => {
    let [text, at] = ['', 0];
    const bar = progressBar(
      screenOf({ stdout: { write: () => {} }, stderr: { isTTY, write: (t: string) => (text += t) } }),
      () => at,
    );
    for (const [ms, bytes] of [
      [900, 1e9],
      [2000, 2e9],
      [2050, 2.1e9],
      [4000, 3e9],
    ] as const) {
      at = ms;
      bar.told(bytes, 4e9);
    }
    bar.clear();
    return text;
  };
  expect(draw(false)).toBe('');
  expect(draw(true).split('\r\x1b[K')).toEqual([
    '',
    '████████████░░░░░░░░░░░░ 50 % of 4.00 GB, 2 s left  1,000 MB/s',
    '██████████████████░░░░░░ 75 % of 4.00 GB, 2 s left  750 MB/s',
    '',
  ]);
});

describe('--data', () => {
  const NOW = Date.parse('2026-11-26T10:40:00Z');
  const CONFIG = 'test/aws/support/monitor.config.ts';
  const ofMonitor = async () => {
    const directory = mkdtempSync(join(tmpdir(), 'query-'));
    const { slug } = await configurationAsked({ config: CONFIG }).checked();
    const store = openMachineStore(
      slug,
      directory,
      () => NOW,
      () => undefined,
    );
    onTestFinished(() => store.close());
    store.logs.add([
      { timestamp: NOW - 120_000, message: 'INFO: one', logStream: 'container' },
      { timestamp: NOW - 60_000, message: 'ERROR: two\nand its "second" line' },
      { timestamp: NOW, message: 'ERROR: three' },
    ]);
    return (query: string, ...more: string[]) => run(query, '--data', directory, '--config', CONFIG, '--format', 'csv', ...more);
  };

  test('asks what the monitor of this machine keeps, while it writes', async () => {
    const ask = await ofMonitor();
    expect(await ask('filter @message like /ERROR/ | stats count(*) as n')).toMatchObject({ text: 'n\r\n2', code: 0 });
    expect((await ask('fields @message | sort @timestamp asc', '--end', '2026-11-26T10:39:00')).text).toBe(
      '@message\r\nINFO: one\r\n"ERROR: two\nand its ""second"" line"',
    );
    expect((await ask('filter @logStream = "container" | stats count(*) as n', '--start', '2026-11-26T10:00')).text).toBe(
      'n\r\n1',
    );
    expect((await ask('stats count(*) as n', '--start', '2026-11-26T10:40')).text).toBe('n\r\n1');
  });

  test('a query with a subquery reads them twice', async () => {
    const ask = await ofMonitor();
    const { text } = await ask('filter @message in (filter @message like /three/ | fields @message) | stats count(*) as n');
    expect(text).toBe('n\r\n1');
  });

  test('not beside files, and not where no monitor ever ran', async () => {
    const ask = await ofMonitor();
    expect(await ask('limit 1', LOG)).toMatchObject({ code: 2, text: expect.stringContaining('either files or --data DIR') });
    const empty = mkdtempSync(join(tmpdir(), 'query-'));
    expect(await run('limit 1', '--data', empty, '--config', CONFIG)).toMatchObject({
      code: 2,
      text: expect.stringContaining('Start one with: npx atlasml-monitor watch --data'),
    });
  });
});
