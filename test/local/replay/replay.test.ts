import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../functions/shared/observation.ts';
import { type Recording, readRecording } from '../../../local/replay/recording.ts';
import { type ReplayOptions, replay } from '../../../local/replay/replay.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import { readSeries } from '../../../local/replay/series.ts';
import { recorded, recordedPath } from '../../support/corpus.ts';

async function replayed(recording: Recording, options?: ReplayOptions) {
  const told: ToldMessage[] = [];
  const observed: Observation[] = [];
  const changed: string[] = [];
  const failed: string[] = [];
  await replay(
    recording,
    {
      told: (message) => told.push(message),
      observed: (observation) => observed.push(observation),
      changed: ({ name, to }, atMs) => changed.push(`${clock(atMs)} ${name} ${to}`),
      failed: (what, error) => failed.push(`${what}: ${error.message}`),
    },
    options,
  );
  return { told, observed, changed, failed, subjects: told.map(({ atMs, subject }) => `${clock(atMs)} ${subject}`) };
}

const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
const docker = (name: string): Recording => ({ events: recorded(`docker/logs/${name}`), series: undefined });

describe('the whole monitor over a past log', () => {
  test('Weaviate dies and comes back: told when three attempts have failed, with its cause', async () => {
    const { subjects, changed, failed } = await replayed(docker('d_weaviate_down'));
    // Killed at 17:45:50; the check of 17:46:00 confirms twice, seven seconds apart.
    expect(subjects[0]).toBe('17:46:20 [DOWN] AtlasML replay: Weaviate unreachable since 17:46 UTC');
    expect(changed).toContain('17:46:20 atlasml-replay-endpoint-down-health ALARM');
    expect(failed).toEqual([]);
  });

  test('a crash loop: told as what it is', async () => {
    const { told } = await replayed(docker('f_crash_kill9_loop'));
    expect(told.at(-1)).toMatchObject({ tag: 'DOWN', short: 'cannot start without Weaviate', kind: 'changed' });
    expect(told.at(-1)?.text).toContain('WeaviateConnectionError');
  });

  test('an idle service: nobody is told, every check sees each minute', async () => {
    const { told, observed, failed } = await replayed(docker('a_steady_idle'));
    expect(told).toEqual([]);
    expect(failed).toEqual([]);
    const of = (check: Observation['check']) => observed.filter((o) => o.check === check);
    expect(of('health')).toHaveLength(11);
    expect(of('logs')).toHaveLength(11);
    expect(of('health').every((o) => o.check === 'health' && o.endpoints[0]?.verdict === 'up')).toBe(true);
    expect(of('logs').every((o) => o.check === 'logs' && o.counts !== undefined)).toBe(true);
  });

  test('the same recording gives the same messages', async () => {
    const [one, two] = [await replayed(docker('d_weaviate_down')), await replayed(docker('d_weaviate_down'))];
    expect(two.told).toEqual(one.told);
  });

  test('without a listener for observations they are published all the same', async () => {
    const told: string[] = [];
    await replay(docker('d_weaviate_down'), { told: ({ subject }) => told.push(subject) });
    expect(told[0]).toContain('Weaviate unreachable');
  });

  test('stopped in order and not started again: told after the log has ended', async () => {
    const recording = docker('h_graceful_stop_idle');
    const untilMs = (recording.events.at(-1)?.timestamp ?? 0) + 3 * 60_000;
    const { told } = await replayed(recording, { untilMs });
    expect(told[0]).toMatchObject({ tag: 'DOWN', kind: 'opened' });
    expect(told[0]?.text).toContain('refused the connection');
  });
});

describe('with a series', () => {
  const { events } = docker('a_steady_idle');
  const firstMs = events[0]?.timestamp ?? 0;
  const seriesOf = (sample: (minute: number) => object) =>
    readSeries(
      Array.from({ length: 66 }, (_, i) =>
        JSON.stringify({ at: new Date(firstMs + i * 10_000).toISOString(), ...sample(i / 6) }),
      ).join('\n'),
    );

  test('its probes count, not the answers in the log', async () => {
    const bad = { status: 502, headers: {}, body: 'Bad Gateway', tookMs: 3 };
    const { told } = await replayed({ events, series: seriesOf(() => ({ health: bad })) });
    expect(told[0]?.cause).toContain('HTTP 502');
  });

  test('its memory is watched, and health comes from the log when it has no probes', async () => {
    const series = seriesOf((minute) => ({ memoryPercent: minute < 3 ? 40 : 91 }));
    const { told, observed } = await replayed({ events, series });
    expect(told.map(({ tag, subject }) => [tag, subject])).toEqual([['ALERT', expect.stringContaining('memory is nearly full')]]);
    expect(observed.some((o) => o.check === 'health' && o.endpoints[0]?.verdict === 'up')).toBe(true);
  });
});

describe('recordings', () => {
  test('parts are put together by their times; lines before the first stamp belong to it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'replay-'));
    const [second, first] = [join(folder, 'x.log.1.gz'), join(folder, 'x.log.2.gz')];
    writeFileSync(first, gzipSync('a warning\n2026-11-25 10:00:00 - INFO - atlasml.app - one\nINFO:     x\n'));
    writeFileSync(second, gzipSync('2026-11-25 10:00:05 - INFO - atlasml.app - two\n'));
    const { events } = readRecording([second, first]);
    expect(events.map((e) => [clock(e.timestamp), e.message.slice(-3)])).toEqual([
      ['10:00:00', 'ing'],
      ['10:00:00', 'one'],
      ['10:00:00', '  x'],
      ['10:00:05', 'two'],
    ]);
  });

  test('the older form is read as it was recorded', () => {
    const { events } = readRecording([recordedPath('logs/weaviate-dies')]);
    expect(events).toEqual(recorded('logs/weaviate-dies'));
  });

  test('a file without a line of a log is refused', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'replay-')), 'x.log');
    writeFileSync(path, '');
    expect(() => readRecording([path])).toThrow('is no log that can be replayed');
  });
});
