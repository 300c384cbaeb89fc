import { appendFileSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { recordedPath } from '../../support/corpus.ts';
import { logsOf, NOW } from './support.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'logs-'));
const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const line = (n: number, level = 'INFO', atMs = NOW - 3_600_000 + n * 1000) =>
  `${stamp(atMs)} - ${level} - atlasml.app - line ${n}`;
const lines = (count: number) => Array.from({ length: count }, (_, n) => line(n));

function written(name: string, content: string | Buffer): string {
  const path = join(folder(), name);
  writeFileSync(path, content);
  return path;
}

test('a file, a compressed one, standard input and several in their order', async () => {
  const text = `${lines(3).join('\n')}\n`;
  const [plain, packed] = [written('a.log', text), written('a.log.gz', gzipSync(text))];
  expect((await logsOf([plain])).out).toEqual(lines(3));
  expect((await logsOf([packed])).out).toEqual(lines(3));
  expect((await logsOf(['-'], {}, { stdin: Readable.from([Buffer.from(text)]) })).out).toEqual(lines(3));
  expect((await logsOf([packed, plain], { tail: 4 })).out).toEqual([line(2), ...lines(3)]);
});

test.each([{}, { tail: 2 }, { level: 'CRITICAL' }])(
  'a file that is cut off is shown as far as it goes, and that is said: %j',
  async (asked) => {
    const whole = lines(2_000);
    const packed = gzipSync(whole.join('\n'));
    const cut = written('a.log.gz', packed.subarray(0, packed.length / 2));
    const { out, text, code, isFailure } = await logsOf([cut, written('b.log', `${line(5_000)}\n`)], asked);
    expect({ code, isFailure }).toEqual({ code: 3, isFailure: true });
    expect(text).toMatch(/a\.log\.gz is cut off: what came after that place is not known/);
    if ('level' in asked) expect(out).toEqual([]);
    else expect(out.at(-1)).toBe(line(5_000));
    expect(out.length).toBeLessThan(2_000);
  },
);

test('what a tool writes around the lines is taken away', async () => {
  const { out } = await logsOf([recordedPath('docker/logs/d_weaviate_down')], { level: 'ERROR' });
  expect(out.length).toBe(27);
  expect(out.filter((text) => text.startsWith('{'))).toEqual([]);
});

test.each([
  ['lines', (text: string) => text],
  [
    'JSON lines of Docker',
    (text: string) => text.replace(/.+/g, (log) => JSON.stringify({ log: `${log}\n`, stream: 'stdout', time: 'x' })),
  ],
  ['with carriage returns', (text: string) => text.replaceAll('\n', '\r\n')],
])('--tail reads a large file from its end alone: %s', async (_form, wrapped) => {
  const path = written('big.log', wrapped(`${lines(5_000).join('\n')}\n`));
  const whole = await logsOf([path]);
  expect(whole.out).toHaveLength(5_000);
  expect((await logsOf([path], { tail: 3 })).out).toEqual(whole.out.slice(-3));
});

test('--since goes by the time of the lines, with a zone or as UTC', async () => {
  const path = written('a.log', `${lines(100).join('\n')}\n`);
  const begin = NOW - 3_600_000;
  const since = (text: string) => logsOf([path], { since: text }).then(({ out }) => out[0]);
  const utc = new Date(begin + 50_000).toISOString().slice(0, 19);
  const east = new Date(begin + 50_000 + 3_600_000).toISOString().slice(0, 19);
  expect(await since(utc)).toBe(line(50));
  expect(await since(`${east}+01:00`)).toBe(line(50));
});

test('--follow begins with the newest lines and goes on over a rotation, until it is stopped', async () => {
  const nowMs = Date.now();
  const now = (n: number) => line(n, 'INFO', nowMs);
  const path = written('a.log', `${Array.from({ length: 30 }, (_, n) => now(n)).join('\n')}\n`);
  const stop = new AbortController();
  let step = 0;
  const heard = ({ out }: { out: string[] }) => {
    if (step === 0 && out.includes(now(29))) {
      step = 1;
      setImmediate(() => {
        appendFileSync(path, `${now(30)}\n`);
        renameSync(path, `${path}.1`);
        writeFileSync(path, `${now(31)}\n`);
      });
    }
    if (out.includes(now(31))) stop.abort();
  };
  const { out, code } = await logsOf([path], { follow: true }, { signal: stop.signal, heard, nowMs });
  expect(out).toEqual(Array.from({ length: 12 }, (_, n) => now(20 + n)));
  expect(code).toBe(0);
});

test.each([
  [['/nowhere.log'], {}, '/nowhere.log cannot be read'],
  [[tmpdir()], {}, 'is a folder; name the log files in it'],
  [['-', '-'], {}, 'the standard input can be read only once'],
  [['a.log'], { data: '/x' }, 'name either files or --data DIR'],
  [[], { data: '/nowhere' }, 'Start one with: npx atlasml-monitor watch --data /nowhere'],
  [[], {}, 'the configuration names no log'],
])('%j %j is refused', async (files, asked, message) => {
  await expect(logsOf(files, asked)).rejects.toThrow(message);
});
