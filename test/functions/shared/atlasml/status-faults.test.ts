import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  CLIENT_TEXTS,
  isClientsFault,
  STATUS_FAULTS,
  STATUSES_OF_OURS,
  type StatusFault,
} from '../../../../functions/shared/atlasml/status-faults.ts';
import { lines, observe } from '../../check-logs/support.ts';

interface Fact {
  kind: 'handler' | 'line of a 422' | 'line of a 503' | 'ValueError';
  raised?: string;
  words: string;
  status?: number;
  file: string;
  line?: number;
  from?: number;
  to?: number;
}

const FACTS = readFileSync(join(import.meta.dirname, '../../../fixtures/atlasml-source/facts.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Fact);
const of = (kind: Fact['kind']) => FACTS.filter((fact) => fact.kind === kind);

/** What a line says where the source fills something in. */
const filled = (words: string) => words.replaceAll(/\{[^}]*\}?/g, 'description');
const stamp = (second: number) => `2026-11-24 10:00:0${second}`;
const access = (status: number, path = '/api/v1/competency/suggest') =>
  `INFO:     10.0.0.7:1 - "POST ${path} HTTP/1.1" ${status} What`;

/** One request as AtlasML logs it: its start, its error line if any, its end and its access line. */
function request(status: number, errorLine?: string) {
  return lines(
    `${stamp(0)} - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest`,
    ...(errorLine === undefined ? [] : [errorLine]),
    `${stamp(2)} - INFO - atlasml.app - 📤 Response: ${status} (took 0.300s)`,
    access(status),
  );
}

const atlasml = (logger: string, text: string) => `${stamp(1)} - ERROR - ${logger} - ${text}`;

describe('the table says what the source says', () => {
  test.each(of('handler'))('$words in …: $raised becomes $status at utils.py:$from-$to', (fact) => {
    const rows = STATUS_FAULTS.filter(({ line }) => line?.text.startsWith(`${fact.words} in `));
    expect(rows).toMatchObject([
      { when: fact.raised, status: fact.status, place: `utils.py:${fact.from}-${fact.to}`, line: { logger: 'atlasml\\.utils' } },
    ]);
  });

  test.each(of('line of a 503'))('$words at $file:$line', ({ words, line = 0 }) => {
    const [row] = STATUS_FAULTS.filter(({ line: own }) => own?.text.trimEnd() === words);
    const [, from, to] = /:(\d+)-(\d+)$/.exec(row?.place ?? '') ?? [];
    expect(row?.status).toBe(503);
    expect(line).toBeGreaterThanOrEqual(Number(from));
    expect(line).toBeLessThanOrEqual(Number(to));
  });

  test('no handler is missing, and the table knows none that the source lacks but for the one that it says so of', () => {
    const known = STATUS_FAULTS.filter(({ line }) => line?.logger === 'atlasml\\.utils').map(
      ({ line }) => line?.text.split(' in ')[0],
    );
    expect(known.toSorted()).toEqual([...of('handler').map(({ words }) => words), 'Key error'].toSorted());
  });

  test.each(CLIENT_TEXTS.filter(({ place }) => place.includes('.py:')))(
    "$place: $text is a client's fault",
    ({ text, place }) => {
      const [file, numbers = ''] = place.split(':');
      for (const line of numbers.split(', ').map(Number)) {
        const fact = of('ValueError').find((f) => f.file === file && f.line === line);
        expect(filled(fact?.words ?? '')).toMatch(new RegExp(`^${text.slice(0, 40)}`));
      }
    },
  );

  test('only a time-out is told by its status alone below 500', () => expect(STATUSES_OF_OURS).toEqual([408]));
});

describe("a client's fault is no server error and no evidence", () => {
  const texts = [
    ...of('ValueError').map(({ words }) => filled(words)),
    `Value out of range: ${'9'.repeat(60)}`,
    "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed",
    'Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit',
  ].filter((text) => isClientsFault(`Validation error in suggest_competencies: ${text}`));

  test('eight places of the source and three of libraries', () => expect(texts).toHaveLength(11));

  test.each(texts)('%s', async (text) => {
    const { counts, evidence } = await observe(
      request(400, atlasml('atlasml.utils', `Validation error in suggest_competencies: ${text}`)),
    );
    expect(counts).toMatchObject({ serverErrors: 0, clientErrors: 1, levels: { error: 1 } });
    expect(evidence).toEqual([]);
  });

  test.each(['Validation error for POST /x', "Validation details: [{'type': 'missing'}]", "Request body was: b'{}'"])(
    'of a 422: %s',
    async (text) => {
      const { counts, evidence } = await observe(request(422, atlasml('atlasml.app', `❌ ${text}`)));
      expect(counts).toMatchObject({ serverErrors: 0, clientErrors: 1 });
      expect(evidence).toEqual([]);
    },
  );

  test.each(STATUS_FAULTS.filter(({ fault }) => fault === 'client'))('$status: $when', async ({ status }) => {
    expect((await observe(request(status))).counts).toMatchObject({ serverErrors: 0, clientErrors: 1 });
  });
});

describe('a fault of ours is one server error, whatever its status, and its line is evidence', () => {
  const lineOf = ({ line }: StatusFault, text: string) => {
    const words = (line?.text ?? '').replace('[A-Za-z_]+', 'suggest_competencies');
    if (line?.logger === 'uvicorn') return `ERROR:    ${words}`;
    return atlasml((line?.logger ?? '').replaceAll('\\', ''), `${words}${text}`);
  };
  const rows = STATUS_FAULTS.filter(
    ({ fault, line, place }) => fault !== 'client' && line && !place.startsWith('routers/health'),
  );

  test.each(rows)('$status: $when ($line.text)', async (row) => {
    const text =
      row.fault === 'by-text' ? '1 validation error for SemanticCluster' : row.line?.text.endsWith(': ') ? 'timed out' : '';
    const { counts, evidence } = await observe(request(row.status, lineOf(row, text)));
    expect(counts).toMatchObject({ serverErrors: 1, clientErrors: 0, unfinished: 0 });
    expect(evidence).toHaveLength(1);
    expect(evidence[0]?.text).toContain(row.line?.text.split(' in ')[0]);
  });

  const ours: [string, string][] = (
    [
      ...of('ValueError').map(({ words, file, line }) => [filled(words), `${file}:${line}`]),
      ['Expecting value: line 1 column 1 (char 0)', 'OpenAI or Weaviate sent no JSON'],
      ['Extra data: line 1 column 5 (char 4)', 'more than JSON'],
      ['1 validation error for Competency', 'pydantic, of what is stored'],
      ['Expected 2D array, got 1D array instead:', 'scikit-learn, of a course without competencies'],
      ['Input contains NaN.', 'scikit-learn'],
      ['Must provide one of the `base_url` or `azure_endpoint` arguments', 'the client of OpenAI is not configured'],
      ["'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", 'an answer that is no UTF-8'],
    ] as [string, string][]
  ).filter(([text]) => !isClientsFault(`Validation error in suggest_competencies: ${text}`));

  test.each(ours)('400: %s (%s)', async (text) => {
    const { counts, evidence } = await observe(
      request(400, atlasml('atlasml.utils', `Validation error in suggest_competencies: ${text}`)),
    );
    expect(counts).toMatchObject({ serverErrors: 1, clientErrors: 0, requests: { '4xx': 1 } });
    expect(evidence).toMatchObject([{ text: expect.stringContaining(text.slice(0, 20)), count: 1 }]);
  });

  // D1 of what was found in use: 400 after `Type error in …`, `Key error in …`.
  test.each(['Type error', 'Key error', 'Missing required data'])(
    'D1: twelve of %s among as many of the clients',
    async (words) => {
      const one = (n: number) =>
        [
          ...request(400, atlasml('atlasml.utils', `${words} in map_new_competency_to_exercise: 'cluster_id'`)),
          ...request(400, atlasml('atlasml.utils', 'Validation error in save_competencies: operation_type cannot be empty')),
        ].map((event) => ({ ...event, timestamp: event.timestamp + n * 50 }));
      const events = Array.from({ length: 12 }, (_, n) => one(n)).flat();
      const { counts, evidence } = await observe(events.sort((a, b) => a.timestamp - b.timestamp));
      expect(counts).toMatchObject({ serverErrors: 12, clientErrors: 12, requests: { '4xx': 24 } });
      expect(evidence).toMatchObject([{ count: 12, text: `${words} in map_new_competency_to_exercise: 'cluster_id'` }]);
    },
  );

  test('U25: a 408 after a time-out of what AtlasML calls, twelve times', async () => {
    const one = request(408, atlasml('atlasml.utils', 'Timeout error in suggest_competencies: timed out'));
    const events = Array.from({ length: 12 }, (_, n) =>
      one.map((event) => ({ ...event, timestamp: event.timestamp + n * 50 })),
    ).flat();
    const { counts, evidence } = await observe(events.sort((a, b) => a.timestamp - b.timestamp));
    expect(counts).toMatchObject({ serverErrors: 12, clientErrors: 0 });
    expect(evidence).toMatchObject([{ count: 12, text: 'Timeout error in suggest_competencies: timed out' }]);
  });

  test('a 408 on a path that AtlasML does not serve is text that a client sent', async () => {
    expect((await observe(lines(access(408, '/fake')))).counts).toMatchObject({ serverErrors: 0 });
  });

  test('lines of that form make no more server errors than there are 400s', async () => {
    const line = atlasml('atlasml.utils', 'Type error in x: y');
    expect((await observe(lines(line, line, line, access(400)))).counts).toMatchObject({ serverErrors: 1, clientErrors: 0 });
    expect((await observe(lines(line, line))).counts).toMatchObject({ serverErrors: 0 });
  });
});

describe('which line belongs to which status is not in the log', () => {
  test('two requests whose lines interleave: as many server errors as lines of a fault of ours', async () => {
    const [ours, theirs] = [
      atlasml('atlasml.utils', 'Type error in suggest_competencies: x'),
      atlasml('atlasml.utils', 'Validation error in suggest_competencies: description cannot be empty'),
    ];
    for (const order of [
      [ours, theirs, access(400), access(400)],
      [theirs, ours, access(400), access(400)],
      [access(400), access(400), theirs, ours],
      [ours, access(400), theirs, access(400)],
    ]) {
      expect((await observe(lines(...order))).counts).toMatchObject({ serverErrors: 1, clientErrors: 1 });
    }
  });
});
