import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { replay } from '../../cli/commands/replay.ts';

interface Step {
  uses?: string;
  run?: string;
}

test('the workflow that replays a pull request: its command is one there is, and what it uses is pinned', () => {
  const file = parse(readFileSync('docs/examples/replay-on-pull-request.yml', 'utf8')) as {
    on: { pull_request: { paths: string[] } };
    jobs: Record<string, { steps: Step[] }>;
  };
  const steps = Object.values(file.jobs).flatMap((job) => job.steps);
  expect(file.on.pull_request.paths).toEqual(['monitor.config.ts']);
  const pinned = steps.flatMap((s) => s.uses ?? []);
  expect(pinned.length).toBeGreaterThan(1);
  for (const uses of pinned) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  const ci = readFileSync('.github/workflows/ci.yml', 'utf8');
  for (const uses of pinned) expect(ci).toContain(uses);
  const line = steps.flatMap((s) => s.run?.split('\n') ?? []).find((l) => l.includes('atlasml-monitor replay')) ?? '';
  const given = [...line.matchAll(/ --([\w-]+)/g)].map(([, name = '']) => name);
  expect(given).toEqual(['config', 'against', 'markdown']);
  expect(given.filter((name) => name !== 'config' && !(name in replay.options))).toEqual([]);
});
