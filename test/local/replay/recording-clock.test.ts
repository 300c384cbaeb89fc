import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { offsetAt } from '../../../local/lines/zone.ts';
import { type Recording, readRecording } from '../../../local/replay/recording.ts';
import { replay } from '../../../local/replay/replay.ts';
import { recorded } from '../../support/corpus.ts';
import { inZone, TOOLS } from '../../support/tool-formats.ts';

const folder = mkdtempSync(join(tmpdir(), 'recording-'));
const EVENTS = recorded('docker/logs/f_crash_kill9_loop');
const FROM = EVENTS[0]?.timestamp ?? 0;
const TO = EVENTS.at(-1)?.timestamp ?? 0;

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

/** A probe each ten seconds that gets no connection. */
const series = fileOf(
  'series.jsonl',
  Array.from({ length: Math.ceil((TO - FROM) / 10_000) + 1 }, (_, i) => FROM + i * 10_000)
    .map((ms) => JSON.stringify({ at: new Date(ms).toISOString(), health: { error: 'ECONNREFUSED', tookMs: 1 } }))
    .join('\n'),
);

async function incidents(recording: Recording) {
  const told: [number, string, string][] = [];
  await replay(
    recording,
    { told: ({ atMs, subject, cause }) => told.push([Math.round(atMs / 10_000), subject, cause]) },
    { untilMs: TO },
  );
  return told;
}

const plain = (zone: string) => TOOLS[0]?.print(inZone(EVENTS, (ms) => offsetAt(zone, ms))) ?? '';

describe('a recording with its clock in another zone gives the same incidents', () => {
  const expected = incidents(readRecording([fileOf('utc.log', plain('UTC'))], series));

  test('and there is one', async () => {
    expect((await expected).length).toBeGreaterThan(0);
  });

  test.each(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])('%s, found out by the time of the series', async (zone) => {
    const recording = readRecording([fileOf(`${zone.replace('/', '-')}.log.gz`, plain(zone))], series);
    expect(recording.clockOffsetMs).toBe(offsetAt(zone, FROM));
    expect(await incidents(recording)).toEqual(await expected);
  });

  test('Europe/Berlin, named', async () => {
    const recording = readRecording([fileOf('named.log', plain('Europe/Berlin'))], series, 'Europe/Berlin');
    expect(await incidents(recording)).toEqual(await expected);
  });

  test('Asia/Tokyo, with an outer time', async () => {
    const tool = TOOLS.find(({ name }) => name === 'docker logs -t');
    const path = fileOf('outer.log', tool?.print(inZone(EVENTS, (ms) => offsetAt('Asia/Tokyo', ms))) ?? '');
    const recording = readRecording([path], series);
    expect(recording.events.map((e) => e.timestamp)).toEqual(EVENTS.map((e) => e.timestamp));
  });
});

test('a log that covers much of the time of its series has the right clock', () => {
  const path = fileOf(
    'half.log',
    plain('UTC')
      .split('\n')
      .slice(0, EVENTS.length * 0.6)
      .join('\n'),
  );
  expect(readRecording([path], series).clockOffsetMs).toBeUndefined();
});
