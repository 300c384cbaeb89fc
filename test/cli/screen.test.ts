import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { formatRows } from '../../cli/query/formats.ts';
import { screenOf, showFailure, showOutcome } from '../../cli/screen.ts';
import type { Outcome } from '../../cli/usage-error.ts';
import { FORBIDDEN } from '../support/arbitrary-text.ts';

function kept() {
  const said = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    isTTY: true,
    write: (text: string) => {
      said[name] += text;
    },
  });
  return { said, screen: screenOf({ stdout: stream('out'), stderr: stream('err') }) };
}

const HOSTILE =
  'a\x1b]52;c;cm0gLXJmIC8=\x07b\x1b]8;;https://evil.example\x1b\\c\x1b]8;;\x1b\\\x1b]0;title\x07d\x1b[2J\x9b31m\u202ee\u2066\u200bf\u{e0041}g\ud83dh\x00\x08';

describe('what a text may not do on the screen', () => {
  test('print and complain', () => {
    const { said, screen } = kept();
    screen.print(HOSTILE);
    screen.complain(HOSTILE);
    expect(said).toEqual({ out: 'abcdefg\ufffdh\n', err: 'abcdefg\ufffdh\n' });
  });

  test('an error that nobody expected, with its stack', () => {
    const { said, screen } = kept();
    showFailure(screen, new Error(`${HOSTILE} token=planted`));
    showFailure(screen, HOSTILE);
    expect(said.err).not.toMatch(FORBIDDEN);
    expect(said.err).not.toContain('planted');
    expect(said.err).toContain('screen.test.ts');
  });

  test('codes of ours are added by the screen alone', () => {
    const { said, screen } = kept();
    screen.redraw(`\x1b[31m50 %`);
    screen.redraw();
    expect(said.err).toBe('\r\x1b[K50 %\r\x1b[K');
  });

  test('a secret behind a character without width is a secret', () => {
    const { said, screen } = kept();
    screen.print('pass\u200bword=planted gh\u2060p_planted0');
    expect(said.out).toBe('password=[redacted] [redacted]\n');
  });
});

test('results go to the standard output, wrong command lines to the other; rows for a program stay what they are', () => {
  const { said, screen } = kept();
  showOutcome(screen, { text: 'well', code: 0 });
  showOutcome(screen, { text: '', code: 0 });
  showOutcome(screen, { text: 'wrong', code: 2 });
  showOutcome(screen, { text: 'token=abc\r\nx', code: 0, isData: true });
  expect(said).toEqual({ out: 'well\ntoken=abc\r\nx\n', err: 'wrong\n' });
});

describe('a terminal that is too narrow', () => {
  const show = (outcome: Partial<Outcome>, columns?: number) => {
    let said = '';
    const write = (text: string) => {
      said += text;
    };
    const stdout = { write, ...(columns !== undefined && { isTTY: true, columns }) };
    showOutcome(screenOf({ stdout, stderr: { write } }), { text: '', code: 0, ...outcome });
    return said;
  };
  const text = [
    'verdict          NOT WELL. 8 requests failed by a server error.',
    '  3 ×  ERROR atlasml.utils  Unexpected error in suggest_competencies',
    'short',
    'https://atlasml.example.org/api/v1/health/a-word-that-is-too-long-for-it',
  ].join('\n');

  test('lines go on where their text begins, and a long word stays whole', () => {
    expect(show({ text }, 40)).toBe(
      [
        'verdict          NOT WELL. 8 requests',
        '                 failed by a server',
        '                 error.',
        '  3 ×  ERROR atlasml.utils  Unexpected',
        '       error in suggest_competencies',
        'short',
        'https://atlasml.example.org/api/v1/health/a-word-that-is-too-long-for-it',
        '',
      ].join('\n'),
    );
  });

  test('a pipe and what must stay as it is get whole lines', () => {
    expect(show({ text })).toBe(`${text}\n`);
    expect(show({ text, isAsItIs: true }, 40)).toBe(`${text}\n`);
  });
});

describe('rows of a query', () => {
  const rows = (text: string) => ({ columns: ['@message'], rows: [{ '@message': text }] });

  test('a table shows what a terminal would obey, and no secrets', () => {
    const text = formatRows(rows('\x1b]0;t\x07 \u202e\u200b token=planted x@y.de'), 'table');
    expect(text.split('\n')[2]).toBe('\\x1b]0;t\\x07 \\u{202e}\\u{200b} token=[redacted] [redacted]@y.de');
  });

  test.each(['json', 'jsonl'] as const)('%s keeps what is there, escaped', (format) => {
    const given = `\x1b]0;t\x07 \u202e\u200b\u{e0041}\x9b\ud83d token=abc`;
    const text = formatRows(rows(given), format);
    expect(text).not.toMatch(FORBIDDEN);
    expect([JSON.parse(text)].flat()[0]['@message']).toBe(given);
  });

  test.each([
    ['=HYPERLINK("https://evil.example")', '"\'=HYPERLINK(""https://evil.example"")"'],
    ['+1+cmd', "'+1+cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-12.5', '-12.5'],
    ['two\nlines', '"two\nlines"'],
    ['\x1b[31mred\u202e', '\\x1b[31mred\\u{202e}'],
  ])('CSV: %j', (given, field) => expect(formatRows(rows(given), 'csv')).toBe(`@message\r\n${field}`));
});

describe('the program itself', () => {
  const run = (config: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'screen-')), 'c.ts');
    writeFileSync(file, config);
    return promisify(execFile)('node_modules/.bin/node', ['bin/atlasml-monitor.ts', 'cost', '--config', file]).catch(
      (e: { code: number; stderr: string; stdout: string }) => e,
    );
  };
  const thrown = "new Error('\\x1b]0;title\\x07 api_key=planted')";

  test.each([
    ['a configuration that throws', `throw ${thrown};`, 2],
    [
      'an error that nobody catches',
      `setTimeout(() => { throw ${thrown}; }); await new Promise(() => setTimeout(() => {}, 5000));`,
      3,
    ],
  ])('%s is told without secrets and codes', async (_what, config, code) => {
    const ended = await run(config);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining('api_key=[redacted]') });
    expect(ended.stderr).not.toMatch(FORBIDDEN);
  });
});
