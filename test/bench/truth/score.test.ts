import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareCounts } from '../../../bench/truth/counts.ts';
import { recordingsIn, type Sickness } from '../../../bench/truth/recordings.ts';
import { falsePagesOf, leadOf, outcomesOf } from '../../../bench/truth/score.ts';
import { medianOf } from '../../../local/replay/news.ts';
import { readRecording, textOf } from '../../../local/replay/recording.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import { recorded } from '../../support/corpus.ts';

const at = (time: string) => `2026-11-26T${time}Z`;
const sickness = (id: string, from: string, to: string, more: Partial<Sickness> = {}): Sickness => ({
  id,
  from: at(from),
  to: at(to),
  happened: 'OpenAI answers 429 to every call',
  cause: 'OpenAI limits the rate',
  alert: true,
  ...more,
});
const message = (time: string, more: Partial<ToldMessage> = {}): ToldMessage => ({
  receiver: 'email',
  atMs: Date.parse(at(time)),
  kind: 'opened',
  severity: 'page',
  tag: 'ALERT',
  subject: '[ALERT] AtlasML replay: OpenAI limits the rate since 11:19 UTC',
  short: 'OpenAI limits the rate',
  cause: 'OpenAI refuses requests because too many are made (429).',
  certain: true,
  also: [],
  text: '',
  ...more,
});
const WEAVIATE = { subject: '[DOWN] AtlasML replay: Weaviate unreachable since 11:19 UTC', cause: 'Weaviate does not answer.' };

describe('what became of a sickness', () => {
  const rate = sickness('rate', '11:00:00', '11:03:00');

  test('told right, after so many seconds', () => {
    expect(outcomesOf([rate], [message('11:01:06')], false)[0]).toMatchObject({ result: 'right', afterSeconds: 66 });
  });

  test('a warning tells, too', () => {
    const [outcome] = outcomesOf([rate], [message('11:01:06', { severity: 'warn', tag: 'WARN' })], false);
    expect(outcome?.result).toBe('right');
  });

  test('a correction within five minutes takes the place of the first message, for better and for worse', () => {
    const wrong = message('11:01:00', WEAVIATE);
    expect(outcomesOf([rate], [wrong, message('11:05:00', { kind: 'changed' })], false)[0]).toMatchObject({
      result: 'right',
      afterSeconds: 60,
      first: { grade: 'wrong' },
    });
    expect(outcomesOf([rate], [message('11:01:00'), message('11:02:00', WEAVIATE)], false)[0]?.result).toBe('wrong');
    expect(outcomesOf([rate], [wrong, message('11:06:01', { kind: 'changed' })], false)[0]?.result).toBe('wrong');
  });

  test('a message of its aftermath is its own, one of the next sickness is not', () => {
    const next = sickness('next', '11:05:00', '11:07:00', { cause: 'Weaviate is unreachable' });
    const [first, second] = outcomesOf([rate, next], [message('11:04:59'), message('11:05:01', WEAVIATE)], false);
    expect([first?.result, second?.result]).toEqual(['right', 'right']);
  });

  test('the end, a reminder and the time before tell nothing', () => {
    const others = [message('10:59:59'), message('11:01:00', { kind: 'resolved' }), message('11:02:00', { kind: 'reminded' })];
    expect(outcomesOf([rate], others, false)[0]?.result).toBe('not-told');
  });

  test('where nobody has to be told, a warning is no page', () => {
    const quiet = { ...rate, alert: false };
    expect(outcomesOf([quiet], [message('11:01:00', { severity: 'warn', tag: 'WARN' })], false)[0]?.result).toBe('quiet');
    expect(outcomesOf([quiet], [message('11:01:00')], false)[0]?.result).toBe('paged');
  });

  test('what the log cannot show counts only with a series', () => {
    const hidden = { ...rate, inLog: false };
    expect(outcomesOf([hidden], [message('11:01:00')], false)[0]?.result).toBe('not-counted');
    expect(outcomesOf([hidden], [message('11:01:00')], true)[0]?.result).toBe('right');
  });
});

describe('false pages', () => {
  const rate = sickness('rate', '11:00:00', '11:03:00');
  const falsePages = (...messages: ToldMessage[]) => falsePagesOf([rate], messages, false).length;

  test('a page outside every sickness and its aftermath', () => {
    expect(falsePages(message('10:59:59'), message('11:00:00'), message('11:09:00'), message('11:09:01'))).toBe(2);
  });

  test('no warning, no end, and nothing that is not known', () => {
    const outside = '11:30:00';
    expect(falsePages(message(outside, { severity: 'warn', tag: 'WARN' }), message(outside, { kind: 'resolved' }))).toBe(0);
    expect(falsePages(message(outside, { tag: 'UNKNOWN' }))).toBe(0);
  });

  test('a page in a sickness that nobody had to hear of', () => {
    expect(falsePagesOf([{ ...rate, alert: false }], [message('11:01:00')], false)).toHaveLength(1);
  });
});

test.each([
  ['[DOWN] AtlasML production: Weaviate unreachable since 10:31 UTC', 'Weaviate unreachable'],
  ['[ALERT, changed] AtlasML replay: OpenAI limits the rate since 2026-11-25 10:31 UTC', 'OpenAI limits the rate'],
  ['[DOWN] AtlasML replay: endpoint health: no answer since 10:31 UTC', 'endpoint health: no answer'],
])('%s is read as "%s"', (subject, words) => {
  expect(leadOf(message('11:00:00', { subject })).subject).toBe(words);
});

test('the median is the lower of two', () => {
  expect([medianOf([]), medianOf([7]), medianOf([9, 1, 5]), medianOf([9, 1, 5, 7])]).toEqual([undefined, 7, 5, 5]);
});

describe('recordings of a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'truth-'));
  const line = (time: string, text: string) => `2026-11-26 ${time} - INFO - atlasml.app - ${text}\n`;
  const access = (status: string) => `INFO:     10.0.0.1:1 - "POST /api/v1/competency/suggest HTTP/1.1" ${status}\n`;
  const rate = sickness('rate', '11:00:00', '11:03:00');
  writeFileSync(join(folder, 'x.truth.json'), JSON.stringify({ recording: 'x', sicknesses: [rate] }));
  writeFileSync(join(folder, 'x.log.2.gz'), gzipSync(line('11:00:05', 'two') + access('500 Internal Server Error')));
  writeFileSync(join(folder, 'x.log.1.gz'), gzipSync(line('11:00:00', 'one') + access('200 OK')));
  const request = (time: string, kind: string, status?: number) => JSON.stringify({ at: at(time), kind, status, ms: 100 });
  writeFileSync(
    join(folder, 'x.requests.jsonl.gz'),
    gzipSync([request('11:00:00', 'user', 200), request('11:00:03', 'docker', 200), request('11:00:05', 'user', 500)].join('\n')),
  );

  test('the parts of its log, its sicknesses and what users asked', () => {
    const [found] = recordingsIn(folder, textOf);
    expect(found).toMatchObject({ name: 'x', sicknesses: [{ id: 'rate' }], lastEndMs: Date.parse(at('11:03:00')) });
    expect(found?.logs).toHaveLength(2);
    expect(found?.asked?.map((a) => a.status)).toEqual([200, 500]);
  });

  test('counts that agree, and counts that do not', async () => {
    const [found] = recordingsIn(folder, textOf);
    if (!found) throw new Error('none');
    const { events } = readRecording(found.logs);
    expect(await compareCounts(events, found)).toBe('2xx 1 of 1, 5xx 1 of 1');
    expect(await compareCounts(events, { ...found, asked: found.asked?.slice(0, 1) ?? [] })).toBe(
      '2xx 1 of 1, 5xx 1 of 0 DIFFERS',
    );
    const hidden = { ...found, sicknesses: [{ ...rate, from: at('11:00:04'), inLog: false }] };
    expect(await compareCounts(events, hidden)).toBe('2xx 1 of 1, 1 left out that a proxy may have answered');
  });

  test('the older form: statuses, and no sickness', async () => {
    const older = recordingsIn('test/fixtures/corpus/docker', textOf).find((r) => r.name === 'd_server_errors');
    if (!older) throw new Error('none');
    expect(older.sicknesses).toEqual([]);
    expect(await compareCounts(recorded('docker/logs/d_server_errors'), older)).toBe('2xx 4 of 4, 4xx 8 of 8, 5xx 18 of 18');
  });

  test('a folder without recordings is refused', () => {
    expect(() => recordingsIn('test/fixtures/cases', textOf)).toThrow('holds no NAME.truth.json');
  });
});
