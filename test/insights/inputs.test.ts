import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError, queryFiles, TimeLimitError } from '../../insights/index.ts';
import { recordedPath } from '../support/corpus.ts';
import { ask, file } from './asked-file.ts';
import { AT, type Rows } from './support.ts';

const ALL = 'fields @timestamp, @message | sort @timestamp';
const iso = (ms: number) => new Date(ms).toISOString();
const shown = (ms: number) => iso(ms).replace('T', ' ').replace('Z', '');

/** The same two events, 20 ms apart, in every form that logs come in. */
const FORMS: [form: string, content: string][] = [
  ['JSONL of timestamp and message', `{"timestamp":${AT},"message":"first ä"}\n{"timestamp":${AT + 20},"message":"second"}\n`],
  [
    'JSONL without an end to the last line',
    `{"timestamp":${AT},"message":"first ä"}\n{"timestamp":${AT + 20},"message":"second"}`,
  ],
  ['JSONL with escapes', `{"timestamp":${AT},"message":"\\u0066irst \\u00e4"}\n{"timestamp":${AT + 20},"message":"second"}\n`],
  [
    'JSONL with lines ended by CR LF',
    `{"timestamp":${AT},"message":"first ä"}\r\n{"timestamp":${AT + 20},"message":"second"}\r\n`,
  ],
  [
    'JSONL with ISO times',
    `{"timestamp":"${iso(AT)}","message":"first ä"}\n{"timestamp":"${iso(AT + 20)}","message":"second"}\n`,
  ],
  [
    'aws logs filter-log-events',
    JSON.stringify(
      {
        events: [
          { logStreamName: 's', timestamp: AT, message: 'first ä', ingestionTime: AT, eventId: '1' },
          { logStreamName: 's', timestamp: AT + 20, message: 'second' },
        ],
        searchedLogStreams: [],
      },
      null,
      4,
    ),
  ],
  [
    'aws logs get-log-events',
    JSON.stringify(
      {
        events: [
          { timestamp: AT, message: 'first ä' },
          { timestamp: AT + 20, message: 'second' },
        ],
        nextForwardToken: 'f/}{',
      },
      null,
      4,
    ),
  ],
  [
    'the same on one line, the token first',
    JSON.stringify({
      nextForwardToken: 'f/{"',
      events: [
        { timestamp: AT, message: 'first ä' },
        { timestamp: AT + 20, message: 'second' },
      ],
    }),
  ],
  ['an export to S3', `${iso(AT)} first ä\n${iso(AT + 20)} second\n`],
  [
    "Docker's json-file",
    `{"log":"first ä\\n","stream":"stdout","time":"${iso(AT)}"}\n{"log":"second\\n","stream":"stderr","time":"2026-11-25T10:00:00.020123456Z"}\n`,
  ],
];
const BOTH: Rows = [
  { '@timestamp': shown(AT), '@message': 'first ä' },
  { '@timestamp': shown(AT + 20), '@message': 'second' },
];

describe('the forms that logs come in', () => {
  test.each(FORMS)('%s', async (_, content) => {
    const { rows, statistics, broken } = await ask(ALL, content);
    expect(rows).toEqual(BOTH);
    expect(statistics).toEqual({ recordsScanned: 2, recordsMatched: 2, bytesScanned: Buffer.byteLength(content) });
    expect(broken).toEqual([]);
  });
  test.each(FORMS)('%s, compressed', async (_, content) => expect((await ask(ALL, gzipSync(content))).rows).toEqual(BOTH));
  test.each(FORMS)('%s, in compressed pieces one after the other', async (_, content) => {
    const [a, b] = [content.slice(0, 30), content.slice(30)].map((part) => gzipSync(part)) as [Buffer, Buffer];
    expect((await ask(ALL, Buffer.concat([a, b]))).rows).toEqual(BOTH);
  });
  test.each(FORMS)('%s, from standard input, byte after byte', async (_, content) => {
    const stream = Readable.from(Array.from(Buffer.from(content), (byte) => Buffer.from([byte])));
    expect((await queryFiles(ALL, [{ name: '-', stream }])).rows).toEqual(BOTH);
  });
  test.each(FORMS)('%s, filtered by a text that is looked for before anything is read', async (_, content) => {
    expect((await ask('fields @message | filter @message like "first"', content)).rows).toEqual([{ '@message': 'first ä' }]);
    expect((await ask('fields @message | filter @message like "irst ä"', content)).rows).toEqual([{ '@message': 'first ä' }]);
    expect((await ask('fields @message | filter @message like /(?i)SECOND|third/', content)).rows).toEqual([
      { '@message': 'second' },
    ]);
  });
});

describe("AtlasML's plain lines", () => {
  const text =
    'INFO:     Started\n2026-11-25 10:00:00 - INFO - atlasml.app - 🔄 a\n  body\n\n2026-11-25 10:00:01,500 - ERROR - atlasml.app - b\nINFO:     done\n';
  test('a line without a time belongs to the moment of the line before, and the first to the first', async () => {
    const { rows, statistics } = await ask('fields @timestamp as t, @message as m | sort t', text);
    expect(rows.map((r) => `${r.t?.slice(17)} ${r.m?.slice(-7)}`)).toEqual([
      '00.000 Started',
      '00.000  - 🔄 a',
      '00.000   body',
      '01.500 app - b',
      '01.500    done',
    ]);
    expect(statistics.recordsScanned).toBe(5);
  });
  test('also when only the lines with a text are read', async () => {
    const { rows, statistics } = await ask('fields @timestamp as t | filter @message like /body|done/ | sort t', text);
    expect(rows).toEqual([{ t: '2026-11-25 10:00:00.000' }, { t: '2026-11-25 10:00:01.500' }]);
    expect(statistics).toMatchObject({ recordsScanned: 5, recordsMatched: 2 });
  });
  test('a body that is JSON does not make the log JSONL', async () => {
    expect(
      (await ask('stats count(*) as n', `2026-11-25 10:00:00 - INFO - x - body\n{"timestamp":1,"message":"no event"}\n`)).rows,
    ).toEqual([{ n: '2' }]);
  });
});

test.each([
  ['as it is', (text: string) => text],
  ['packed', gzipSync],
])('JSONL whose first line is longer than most is JSONL, %s', async (_, as) => {
  const line = (message: string) => `${JSON.stringify({ timestamp: AT, message })}\n`;
  const { rows } = await ask(
    'stats count(*) as n, max(strlen(@message)) as longest',
    as(`\n${line('x'.repeat(300_000))}${line('b')}`),
  );
  expect(rows).toEqual([{ n: '2', longest: '300000' }]);
});

test.each(['like "undefined"', 'like /undefined/'])(
  'a row that a command adds has no message, also in a file: %s',
  async (like) => {
    const log = `{"timestamp":${AT},"message":"{\\"n\\":1}"}\n`;
    const { rows } = await ask(`addtotals row=false col=true n | fields n, @message ${like} as is`, log);
    expect(rows).toEqual([
      { n: '1', is: '0' },
      { n: '1', is: '0' },
    ]);
  },
);

test('the stream is the one that the event names, else the file', async () => {
  const path = file(`{"timestamp":${AT},"message":"a","logStream":"s"}\n{"timestamp":${AT},"message":"b"}\n`);
  const { rows } = await queryFiles('fields @message, @logStream | sort @message', [{ path }]);
  expect(rows).toEqual([
    { '@message': 'a', '@logStream': 's' },
    { '@message': 'b', '@logStream': path },
  ]);
});

test('an exported event keeps its lines', async () => {
  const content = `${iso(AT)} 2026-11-25 10:00:00 - ERROR - failed\nTraceback\n  File "x.py"\n${iso(AT + 1)} next\n`;
  const { rows, statistics } = await ask('fields @message | filter @message like /Traceback/', content);
  expect(rows).toEqual([{ '@message': '2026-11-25 10:00:00 - ERROR - failed\nTraceback\n  File "x.py"' }]);
  expect(statistics.recordsScanned).toBe(2);
});

describe('what is broken is counted and left out', () => {
  test.each([
    ['JSONL', `{"timestamp":${AT},"message":"a"}\n{"timestamp":${AT},"mess\n{"timestamp":"never","message":"b"}\nplain\n`, 1, 3],
    ['events without a time', JSON.stringify({ events: [{ message: 'a' }, { timestamp: AT, message: 'b' }] }), 1, 1],
    ['a first line that is cut', `{"timestamp":${AT},"mess\n{"timestamp":${AT},"message":"b"}\n`, 1, 1],
  ])('%s', async (_, content, events, lines) => {
    const { rows, broken } = await ask('stats count(*) as n', content);
    expect(rows).toEqual([{ n: String(events) }]);
    expect(broken).toMatchObject([{ lines }]);
  });
  test('the first is named by its place', async () => {
    expect((await ask('limit 1', '{"timestamp":1,"message":"a"}\n{"time\n')).broken).toMatchObject([{ lines: 1, firstAt: 30 }]);
  });
  test('a compressed file that is cut short is an error', async () => {
    await expect(ask('limit 1', gzipSync('x'.repeat(9000)).subarray(0, 20))).rejects.toThrow(InputError);
    await expect(ask('limit 1', gzipSync('x'.repeat(9000)).subarray(0, 20))).rejects.toThrow(
      /cannot be unpacked: unexpected end of file; is it whole\?/,
    );
  });
  test('a folder is an error', async () => {
    await expect(queryFiles('limit 1', [{ path: tmpdir() }])).rejects.toThrow(/is a folder; name the files in it/);
  });
  test('an empty file has no rows', async () => expect((await ask('stats count(*) as n', '')).rows).toEqual([{ n: '0' }]));
});

test('several files are one log, and each event knows its file', async () => {
  const paths = [
    file(`{"timestamp":${AT + 5},"message":"b"}\n`),
    file(gzipSync(`${iso(AT)} a\n`)),
    file('2026-11-25 10:00:01 - INFO - x - c\n'),
  ];
  const { rows } = await queryFiles(
    'fields @message, @logStream | sort @timestamp',
    paths.map((path) => ({ path })),
  );
  expect(rows).toEqual([
    { '@message': 'a', '@logStream': paths[1] },
    { '@message': 'b', '@logStream': paths[0] },
    { '@message': '2026-11-25 10:00:01 - INFO - x - c', '@logStream': paths[2] },
  ]);
});

test('a window leaves out what is outside, both ends included', async () => {
  const content = [0, 1, 2, 3].map((i) => `{"timestamp":${AT + i},"message":"${i}"}\n`).join('');
  const { rows } = await ask('fields @message | sort @timestamp', content, { window: { startMs: AT + 1, endMs: AT + 2 } });
  expect(rows).toEqual([{ '@message': '1' }, { '@message': '2' }]);
});

test('a hostile expression is stopped, in this thread and in others', async () => {
  const log = `2026-11-25 10:00:00 - ${'a'.repeat(60)}!\n`.repeat(40);
  const query = 'filter @message like /(a+)+$/';
  await expect(ask(query, log, { timeLimitMs: 200 })).rejects.toThrow(TimeLimitError);
  await expect(ask(query, log, { timeLimitMs: 200, threads: 2, partBytes: 500 })).rejects.toThrow(TimeLimitError);
});

test('a recorded log gives the same from the file as from memory', async () => {
  const lines = readFileSync(recordedPath('docker/logs/d_server_errors'), 'utf8').trimEnd().split('\n');
  const { rows, statistics } = await queryFiles('filter @message like / - ERROR - / | stats count(*) as n', [
    { path: recordedPath('docker/logs/d_server_errors') },
  ]);
  expect(rows).toEqual([{ n: String(lines.filter((line) => JSON.parse(line).message.includes(' - ERROR - ')).length) }]);
  expect(statistics.recordsScanned).toBe(lines.length);
});
