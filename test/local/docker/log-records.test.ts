import { expect, test } from 'vitest';
import { type LogRecord, LogRecords, nanosecondsOf, secondsOf } from '../../../local/docker/log-records.ts';
import { frame, recorded } from '../../support/recorded-engine.ts';

function read(bytes: Buffer, { hasTerminal = false, chunk = bytes.length } = {}): LogRecord[] {
  const records = new LogRecords(hasTerminal);
  const all: LogRecord[] = [];
  for (let at = 0; at < bytes.length; at += chunk) all.push(...records.push(bytes.subarray(at, at + chunk)));
  return [...all, ...records.end()];
}

test.each(['logs-tail40-timestamps.bin', 'api-1.56-logs-tail40-timestamps.bin'])('%s: forty lines of both channels', (name) => {
  const lines = read(recorded(name));
  expect(lines).toHaveLength(40);
  expect(new Set(lines.map(({ channel }) => channel))).toEqual(new Set(['stdout', 'stderr']));
  expect(lines.every(({ text }) => !/^\d{4}-\d{2}-\d{2}T/.test(text))).toBe(true);
});

test('a line has the time at which Docker took it, to the nanosecond', () => {
  const [first] = read(recorded('logs-tail40-timestamps.bin'));
  expect(first).toEqual({
    atNs: BigInt(Date.parse('2026-11-26T11:19:01Z')) * 1_000_000n + 841_021_321n,
    channel: 'stderr',
    text: '2026-11-26 11:19:01 - INFO - atlasml.app - 📤 Response: 307 (took 0.001s)',
  });
  expect(secondsOf(first?.atNs ?? 0n)).toBe('1795691941.841021321');
  expect(nanosecondsOf('2026-11-26T11:18:32.60638282Z')).toBe(
    BigInt(Date.parse('2026-11-26T11:18:32Z')) * 1_000_000n + 606_382_820n,
  );
});

test('pieces of 16 KiB become one line again, without the times between them', () => {
  const long = read(recorded('logs-line-over-16k-split.bin')).filter(({ text }) => text.length > 16_000);
  expect(long).toHaveLength(1);
  expect(long[0]?.text).toMatch(/^ {2}"description": "A+/);
  expect(long[0]?.text).toContain(' - CRITICAL - ');
  expect(long[0]?.text).not.toMatch(/\dT\d\d:\d\d:\d\d\.\d{9}Z/);
});

test('a line of two channels at the same time, in pieces, is put together by its channel', () => {
  const at = '2026-11-26T11:34:46.903802115Z';
  const bytes = Buffer.concat([
    frame(`${at} left-`, 1),
    frame(`${at} right-`, 2),
    frame(`${at} one\n`, 1),
    frame(`${at} two\n`, 2),
  ]);
  expect(read(bytes).map(({ channel, text }) => [channel, text])).toEqual([
    ['stdout', 'left-one'],
    ['stderr', 'right-two'],
  ]);
});

test('a piece may be cut within a character', () => {
  const bytes = Buffer.from('2026-11-26T11:34:46.9Z 🔄 POST\n');
  const cut = Buffer.concat([frame(bytes.subarray(0, 25)), frame(bytes.subarray(25))]);
  expect(read(cut).map(({ text }) => text)).toEqual(['🔄 POST']);
});

test('a container with a terminal: no frames, CR LF, terminal codes', () => {
  const lines = read(recorded('logs-tty-raw.bin'), { hasTerminal: true });
  expect(lines.map(({ text }) => text)).toEqual(['tty line 1 ü', 'err 1', 'tty line 2 ü', 'err 2', 'tty line 3 ü', 'err 3']);
  const coloured = Buffer.from('2026-11-26T11:19:40.5Z \x1b[32mINFO\x1b[0m:     Started server process [1]\r\n');
  expect(read(coloured, { hasTerminal: true })[0]?.text).toBe('INFO:     Started server process [1]');
});

test.each([1, 7, 4096])('chunks of %i bytes give the same lines', (chunk) => {
  const name = recorded('logs-tail40-timestamps.bin');
  expect(read(name, { chunk })).toEqual(read(name));
  const tty = recorded('logs-tty-raw.bin');
  expect(read(tty, { chunk, hasTerminal: true })).toEqual(read(tty, { hasTerminal: true }));
});

test('what is no frame, and a frame that breaks off, are no log', () => {
  expect(() => read(Buffer.from('<html>this is no log of a container</html>'))).toThrow(/its frames cannot be read/);
  expect(() => read(recorded('logs-tail40-timestamps.bin').subarray(0, 300))).toThrow(/breaks off within a line/);
  const huge = frame('x');
  huge.writeUInt32BE(0xffffffff, 4);
  expect(() => read(huge)).toThrow(/its frames cannot be read/);
});

test('what the Engine itself says within a log is an error', () => {
  const said = frame('error from daemon in stream: invalid character');
  said.writeUInt8(3, 0);
  expect(() => read(said)).toThrow('Docker could not read the log on: error from daemon in stream: invalid character');
});
