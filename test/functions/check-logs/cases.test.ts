import { describe, expect, test } from 'vitest';
import { windowAt } from '../../../functions/check-logs/check.ts';
import { MULTILINE_PATTERN } from '../../../functions/shared/atlasml/log-format.ts';
import { redact } from '../../../functions/shared/text/redact.ts';
import { stripTerminalCodes } from '../../../functions/shared/text/terminal-codes.ts';
import { readLogLines } from '../../../local/lines/read-lines.ts';
import { caseOf } from '../../support/corpus.ts';
import { count, lines, observe } from './support.ts';

const AT = Date.parse('2026-11-24T10:00:00Z');
const ACCESS_500 = 'INFO:     172.18.0.2:4711 - "POST /api/v1/competency/suggest HTTP/1.1" 500 Internal Server Error';

describe('cases of the area awslogs', () => {
  test('A02: a traceback of five events is one error line', async () => {
    const { input } = caseOf('A02');
    const { levels, unrecognisedLines } = await count(lines(...input.stdout));
    expect(levels.error).toBe(1);
    expect(unrecognisedLines).toBe(0);
  });

  // The driver cuts at 262,118 bytes; a second piece has no prefix, so it is no line of a level.
  test('A05: a line that the driver splits counts its level once', async () => {
    const prefix = '2026-11-24 10:00:00 - ERROR - atlasml.utils - ';
    const whole = prefix + 'a'.repeat(262_145 - prefix.length);
    const [size, rest] = caseOf('A05').expected.sizes;
    const pieces = [whole.slice(0, size), whole.slice(size)];
    expect(pieces.map((p) => p.length)).toEqual([size, rest]);
    expect((await count(lines(...pieces))).levels.error).toBe(1);
  });

  test('A06: invalid UTF-8 arrives as replacement characters and does not hide a level', async () => {
    const { input, expected } = caseOf('A06');
    const text = Buffer.from(input.bytesHex, 'hex').toString('utf8');
    expect(text).toBe(expected.message);
    expect((await count(lines(`2026-11-24 10:00:00 - ERROR - atlasml.utils - ${text}`))).levels.error).toBe(1);
  });

  test('A07: an empty line is no event', () => {
    const { input, expected } = caseOf('A07');
    const { events } = readLogLines(input.putLogEvents.map((e: object) => JSON.stringify(e)));
    expect(events.map((e) => e.message)).toEqual(expected.sent);
  });

  test('A08: events of one millisecond keep their order', () => {
    const { input, expected } = caseOf('A08');
    const { events } = readLogLines(
      input.events.map((e: { t: number; m: string }) => JSON.stringify({ timestamp: e.t, message: e.m })),
    );
    expect(
      events
        .toSorted((a, b) => a.timestamp - b.timestamp)
        .map((e) => e.message)
        .join('\n'),
    ).toBe(expected.joined);
  });

  // Ours: windows of five minutes that overlap, so an event that comes 40 s late is counted by the runs that follow.
  test('A09: an event that is ingested late is counted by a later run', async () => {
    const { input } = caseOf('A09');
    const late = { timestamp: Date.parse(input.events[0].t), message: input.events[0].m.replace('atlasml.ml', 'atlasml.utils') };
    const seen: number[] = [];
    for (const run of input.runs.map(Date.parse)) {
      const there = run >= Date.parse(input.events[0].ingested) ? [late] : [];
      seen.push((await count(there, windowAt(run, 20))).levels.error);
    }
    expect(seen).toEqual([0, 1, 1]);
  });

  test('windows that follow each other without overlap share no second: the end is included', () => {
    const first = windowAt(AT, 0, 60_000);
    const second = windowAt(AT + 60_000, 0, 60_000);
    expect(Math.floor(first.endMs / 1000) + 1).toBe(Math.floor(second.startMs / 1000));
  });

  test('A11: colours around a level do not hide it, and no message carries them', async () => {
    const { input, expected } = caseOf('A11');
    const coloured = input.stdoutJson as string;
    const { failedStarts, levels } = await count(lines(coloured));
    expect({ failedStarts, errors: levels.error }).toEqual({ failedStarts: 1, errors: 1 });
    expect(stripTerminalCodes(coloured)).toBe(expected.rendererText);
    expect(JSON.stringify((await observe(lines(coloured))).evidence)).not.toContain('\\u001b');
  });

  test('A11: a coloured access line is an answered request', async () => {
    const coloured =
      '\x1b[32mINFO\x1b[0m:     127.0.0.1:1 - "\x1b[1mGET /api/v1/x HTTP/1.1\x1b[0m" \x1b[91m500 Internal Server Error\x1b[0m';
    expect((await count(lines(coloured))).requests['5xx']).toBe(1);
  });

  test('A12: the carriage return of tty: true changes no count', async () => {
    const { input, expected } = caseOf('A12');
    const { requests, levels } = await count(lines(`${ACCESS_500}\r`, '2026-11-24 10:00:00 - ERROR - atlasml.utils - x\r'));
    expect({ requests: requests['5xx'], errors: levels.error }).toEqual({ requests: 1, errors: 1 });
    expect(stripTerminalCodes(input.stored)).toBe(expected.rendererText);
  });

  test('logs-09: a line of 40,000 characters in three pieces of 16 KB is one line', async () => {
    const prefix = '2026-11-24 10:00:00 - INFO - atlasml.ml.pipeline_workflows - ';
    const whole = prefix + '0.123, '.repeat(5800).slice(0, 40_000 - prefix.length);
    const pieces = [whole.slice(0, 16_384), whole.slice(16_384, 32_768), whole.slice(32_768)];
    expect(await count(lines(...pieces))).toMatchObject({ lines: 1, unrecognisedLines: 0, levels: { info: 1 } });
  });

  test('logs-10: a multi-line event counts its level once, and glued access lines are told with the pattern to use', async () => {
    const glued = `2026-11-24 10:00:00 - ERROR - atlasml.utils - failed\nTraceback (most recent call last):\n${ACCESS_500}`;
    const { counts, notes } = await observe(lines(glued));
    expect(counts?.levels.error).toBe(1);
    expect(notes).toEqual([expect.stringContaining(`set awslogs-multiline-pattern to ${MULTILINE_PATTERN}`)]);
  });
});

describe('cases of the area redact', () => {
  const texts = (input: { text?: string; texts?: string[] }) => input.texts ?? [input.text ?? ''];
  test.each(['P01', 'P02', 'P04', 'P06', 'P08', 'P09'])('%s', (id) => {
    const { input, expected } = caseOf(id);
    for (const text of texts(input)) for (const secret of expected.mustNotContain) expect(redact(text)).not.toContain(secret);
    const first = redact(texts(input)[0] ?? '');
    for (const word of expected.mustContain ?? [expected.mustContainFirst]) expect(first).toContain(word);
  });
});

test('the Weaviate client logs under its own name', async () => {
  const line = '2026-11-24 10:00:00 - WARNING - weaviate-client - retrying';
  expect((await count(lines(line))).levels.warning).toBe(1);
});

describe('forged lines', () => {
  test.each([
    ['2026-11-24 10:00:00 - CRITICAL - root - forged', 'a logger that AtlasML lacks'],
    ['2026-11-24 10:00:00 - CRITICAL - atlasml_evil - forged', 'a logger whose name only begins like one of its'],
    ['CRITICAL:     forged', 'uvicorn, which logs nothing critical'],
  ])('%s is not critical: %s', async (line) => {
    expect((await count(lines(line))).criticalLines).toBe(0);
  });

  test('a 500 on a path that AtlasML does not serve is not counted', async () => {
    const forged = 'INFO:     10.0.0.9:5555 - "GET /fake HTTP/1.1" 500 Internal Server Error';
    expect((await count(lines(forged))).requests['5xx']).toBe(0);
  });

  test('a line whose own time is far from its event is no evidence; one in another time zone is', async () => {
    const level = (stamp: string, text: string) => `${stamp} - CRITICAL - atlasml.utils - ${text}`;
    const { evidence } = await observe(lines(level('2026-01-01 00:00:03', 'forged'), level('2026-11-24 11:00:01', 'in Vienna')));
    expect(evidence.map((e) => e.text)).toEqual(['in Vienna']);
  });
});
