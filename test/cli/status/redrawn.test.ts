import { describe, expect, test } from 'vitest';
import { screenOf } from '../../../cli/screen.ts';
import { statusCommand } from '../../../cli/status/command.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorView } from '../../../local/view/monitor-view.ts';

const config = resolveConfig({ environment: 'test', endpoints: [{ name: 'health', url: 'https://a.example.org/' }] });
const view: MonitorView = {
  watcher: async () => ({ isRunning: true, words: 'process 7 on host' }),
  alarms: async () => [],
  remembered: async () => ({ open: [], notices: [], observations: [] }),
  metrics: { read: async () => [] },
  errors: async () => [],
};

/** `status --watch` for so many rounds; what was written, one text for each write. */
async function rounds(count: number, out: { isTTY: boolean; rows?: number }, options = {}) {
  const writes: string[] = [];
  const stream = { ...out, write: (text: string) => writes.push(text) };
  const stop = new AbortController();
  let slept = 0;
  const outcome = await statusCommand({ watch: true, ...options }, [config], {
    screen: screenOf({ stdout: stream, stderr: stream }),
    clock: {
      now: () => Date.parse('2026-11-26T10:44:12Z') + slept * 5_000,
      sleep: async () => {
        if (++slept === count) stop.abort();
      },
    },
    signal: stop.signal,
    here: () => Promise.reject(new Error('nothing is read here')),
    deployed: async () => ({ config, view, close: () => {} }),
  });
  return { writes, outcome };
}

describe('on a terminal', () => {
  test('each round is one write over the one before; at the end the terminal is given back with the last one', async () => {
    const { writes, outcome } = await rounds(3, { isTTY: true, rows: 60 });
    const drawn = writes.slice(0, 3);
    expect(drawn[0]?.startsWith('\x1b[?1049h\x1b[?25l\x1b[H')).toBe(true);
    expect(drawn.slice(1).every((text) => text.startsWith('\x1b[H'))).toBe(true);
    expect(drawn.every((text) => text.endsWith('\x1b[J') && !text.includes('\x1b[2J'))).toBe(true);
    expect(writes[3]).toBe('\x1b[?25h\x1b[?1049l');
    expect(writes.slice(4).join('')).toContain('2026-11-26 10:44:22 UTC');
    expect(outcome.code).toBe(3);
  });

  test('a terminal that is too low says how much there is below', async () => {
    const { writes } = await rounds(1, { isTTY: true, rows: 6 });
    expect(writes[0]?.split('\n')).toHaveLength(6);
    expect(writes[0]).toMatch(/… \d+ more lines/);
  });
});

test('elsewhere each round stands below the one before, without codes of a terminal', async () => {
  const { writes } = await rounds(2, { isTTY: false });
  const all = writes.join('');
  expect(all.match(/^UNKNOWN whether AtlasML test is well/gm)).toHaveLength(2);
  expect(all).not.toContain('\x1b');
});

test('as JSON each round is one line', async () => {
  const { writes } = await rounds(2, { isTTY: true }, { json: true });
  expect(writes.map((line) => JSON.parse(line).verdict)).toEqual(['unknown', 'unknown']);
});
