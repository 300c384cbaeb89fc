import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OWN } from '../../../functions/check-logs/counters.ts';
import { withoutNoise } from '../../../functions/shared/atlasml/noise.ts';
import type { LogEvent } from '../../../insights/index.ts';
import { namesIn, recorded } from '../../support/corpus.ts';
import { count, lines, observe } from './support.ts';

const BARS = [
  '\rBatches:   0%|          | 0/1 [00:00<?, ?it/s]',
  'Batches: 100%|##########| 1/1 [00:01<00:00,  1.02it/s]',
  '\rBatches:   0%|          | 0/1 [00:00<?, ?it/s]\rBatches: 100%|██████████| 1/1 [00:00<00:00, 12.31it/s]',
  '\r  0%|          | 0/1 [00:00<?, ?it/s]',
  ' 33%|███▎      | 1/3 [01:02:03<02:04:06, 62.05s/it]',
  '\rLoading checkpoint shards:  50%|█████     | 1/2 [00:01<00:01,  1.20s/it]',
  '\rFetching 5 files:  20%|██        | 1/5 [00:00<00:00,  6.01it/s]',
  '\rmodel.safetensors:  46%|████▌     | 41.9M/90.9M [00:01<00:01, 40.1MB/s]',
  '\r1_Pooling/config.json: 100%|██████████| 190/190 [00:00<00:00, 1.11MB/s]',
  '\r(…)okenizer_config.json: 100%|██████████| 350/350 [00:00<00:00, 2.1MB/s]',
  '\rmodel-00001-of-00002.safetensors:   0%|          | 0.00/4.98G [00:00<?, ?B/s]',
  '\rEpoch 1/3:  10%|█         | 1/10 [00:01<00:09,  1.0s/it, loss=0.12]',
  '\r3it [00:01,  2.11it/s]',
  '\rGenerating train split: 0 examples [00:00, ? examples/s]',
  '\x1b[A\rBatches:  50%|█████     | 1/2 [00:00<00:00,  2.00it/s]',
  '\rBatches: 100%|██████████| 1/1 [00:00<00:00, 12.31it/s]\r                                                      \r',
] as const;

const ERROR = '2026-11-24 10:00:02 - ERROR - atlasml.utils - Unexpected error in suggest_relations: MPS backend out of memory';
const LINES = {
  error: ERROR,
  critical: '2026-11-24 10:00:02 - CRITICAL - atlasml.app - out',
  start: '2026-11-24 10:00:02 - INFO - atlasml.app - 🔄 GET /api/v1/competency/relations/suggest/1',
  end: '2026-11-24 10:00:02 - INFO - atlasml.app - 📤 Response: 500 (took 0.300s)',
  processStart: '2026-11-24 10:00:02 - INFO - atlasml.config - Loading settings from environment variables',
  access: 'INFO:     10.0.0.7:1 - "GET /api/v1/competency/relations/suggest/1 HTTP/1.1" 500 Internal Server Error',
  failedStart: 'ERROR:    Application startup failed. Exiting.',
  exception: 'ERROR:    Exception in ASGI application',
  fault: "2026-11-24 10:00:02 - ERROR - atlasml.utils - Type error in map: 'x'",
};

describe.each(BARS)('behind %j', (bar) => {
  test.each(Object.entries(LINES))('%s counts as without it', async (_name, line) => {
    expect(await count(lines(bar + line))).toEqual(await count(lines(line)));
    expect(withoutNoise(bar + line)).toBe(line);
  });

  test('an error is evidence with its exception', async () => {
    const { evidence } = await observe(
      lines(
        `${bar}${ERROR}`,
        'Traceback (most recent call last):',
        '  File "/atlasml/atlasml/a.py", line 4, in f',
        'RuntimeError: x',
      ).map((event) => ({ ...event, timestamp: Date.parse('2026-11-24T10:00:02Z') })),
    );
    expect(evidence).toMatchObject([{ text: ERROR.slice(43).replace(/^.* - /, ''), exception: 'RuntimeError: x' }]);
  });

  test('and alone it is recognised, and no line with a level', async () => {
    expect(await count(lines(bar))).toMatchObject({ unrecognisedLines: 0, levels: { info: 0, error: 0 } });
  });

  test('the line behind it may be in a second event, with what is left of the bar, wherever it was cut', () => {
    const own = new RegExp(OWN.pattern);
    for (let at = 1; at < bar.length; at++) {
      const rest = `${bar.slice(at)}${ERROR}`;
      // What begins with four digits could be a time: `0001-of-00002.safetensors`.
      if (/^\d{4}/.test(bar.slice(at))) continue;
      expect(own.exec(rest)?.groups?.own).toBe(ERROR.slice('2026-11-24 10:00:02 - '.length));
      expect(withoutNoise(rest)).toBe(ERROR);
    }
  });
});

describe('what only looks like a bar hides and forges nothing', () => {
  test.each([
    `    "description": "Batches:  50%|███  | 1/2 [00:01<00:01, 1.2s/it]${ERROR}"`,
    `    "  0%| | 0/1 [00:00<?, ?it/s]${ERROR}"`,
    `{"description": "Batches:  50%|███  | 1/2 [00:01<00:01, 1.2s/it]${ERROR}"}`,
  ])('%s', async (line) => expect((await count(lines(line))).levels.error).toBe(0));

  test.each([
    '2026-11-24 10:00:02 - INFO - atlasml.routers.competency - Saving exercise: Batches: 50%|██ | 1/2 [00:01<00:01, 1.2s/it]',
    '2026-11-24 10:00:02 - INFO - atlasml.routers.competency - Saving exercise: 00:01, 1.2s/it]',
  ])('behind AtlasML’s own level: %s', async (line) => {
    const forged = `${line}2026-11-24 10:00:02 - CRITICAL - atlasml.app - x`;
    expect(await count(lines(forged))).toMatchObject({ criticalLines: 0, levels: { info: 1, critical: 0 } });
  });
});

/** Colours on each part of a prefix, as formatters put them. */
function coloured(message: string): string {
  return message
    .replace(/^(\S+ \S+) - ([A-Z]+) - (\S+) - /, '\x1b[2m$1\x1b[0m - \x1b[1;31m$2\x1b[0m - \x1b[36m$3\x1b[0m - \x1b[1m')
    .replace(/^([A-Z]+):( +)/, '\x1b[32m$1\x1b[0m:$2')
    .replace(/"([A-Z]+ \S+ HTTP\/[\d.]+)" (\d+.*)$/, '"\x1b[1m$1\x1b[0m" \x1b[91m$2\x1b[0m');
}

const glue = (events: LogEvent[], chosen: (i: number) => string) =>
  events.map((e, i) => ({ ...e, message: chosen(i) + e.message }));

describe('recordings', () => {
  const names = [...namesIn('logs'), ...namesIn('docker/logs')].filter((name) => recorded(name).length < 1_000);

  test.each(names)('%s counts the same with a bar before every line', async (name) => {
    const events = recorded(name);
    expect(await count(glue(events, (i) => BARS[i % BARS.length] ?? ''))).toEqual(await count(events));
  });

  test.each(names)('%s counts the same in colours', async (name) => {
    const events = recorded(name);
    expect(await count(events.map((e) => ({ ...e, message: coloured(e.message) })))).toEqual(await count(events));
  });

  test('any bars before any lines change no count', async () => {
    const events = recorded('logs/openai-failing');
    const expected = await count(events);
    const bars = fc.array(fc.constantFrom(...BARS), { maxLength: 3 }).map((some) => some.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(bars, { minLength: events.length, maxLength: events.length }), async (chosen) => {
        expect(await count(glue(events, (i) => chosen[i] ?? ''))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});
