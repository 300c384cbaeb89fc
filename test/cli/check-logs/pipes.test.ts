import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { FAILED, fileOf, folder, OK, textOf } from './support.ts';

const ran = promisify(execFile);

describe('the program itself, on real pipes', () => {
  const program = ['bin/atlasml-monitor.ts', 'check', 'logs'];
  const failed = fileOf('pipe.log.gz', gzipSync(textOf(FAILED)));
  const shell = (script: string) =>
    ran('bash', ['-c', script, 'check', process.execPath, ...program], { encoding: 'utf8' }).then(
      ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
      ({ stdout, stderr, code }) => ({ stdout, stderr, code }),
    );

  test.each([
    ['<(zcat FILE)', `"$@" <(zcat '${failed}')`],
    ['/dev/stdin', `zcat '${failed}' | "$@" /dev/stdin`],
    ['-', `"$@" - --json < '${failed}'`],
    ['a FIFO', `mkfifo '${folder}/fifo' && (zcat '${failed}' > '${folder}/fifo' &) && "$@" '${folder}/fifo'`],
    ['zcat | -', `zcat '${failed}' | "$@" -`],
  ])('%s is read once, and the exit code says that it is not well', async (_title, script) => {
    const { stdout, stderr, code } = await shell(script);
    expect(stdout).toContain('1 request failed by a server error.');
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  test('a socket as standard input', async () => {
    // Node gives a child a socket pair for "pipe" on most systems; it cannot be opened by the name /dev/stdin.
    const child = spawn(process.execPath, [...program, '/dev/stdin'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(textOf(FAILED));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(1);
  });

  test('stopped while it reads, it leaves nothing in the temporary folder', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'stopped-'));
    const child = spawn(process.execPath, [...program, '-'], {
      stdio: ['pipe', 'ignore', 'inherit'],
      env: { ...process.env, TMPDIR: temporary },
    });
    child.stdin.write(textOf(FAILED));
    await vi.waitFor(() => expect(readdirSync(temporary).join()).toContain('atlasml-monitor-logs'), 20_000);
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(readdirSync(temporary).join()).not.toContain('atlasml-monitor-logs');
  });

  test('nothing is left in the temporary folder', () => {
    const temporary = mkdtempSync(join(tmpdir(), 'left-'));
    const log = fileOf('well.log', textOf(OK));
    execFileSync(process.execPath, [...program, log], { env: { ...process.env, TMPDIR: temporary }, stdio: 'pipe' });
    expect(execFileSync('ls', [temporary], { encoding: 'utf8' })).not.toContain('atlasml-monitor-logs');
  });
});
