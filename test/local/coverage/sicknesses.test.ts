import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CoverageResult, coverageMarkdown } from '../../../cli/coverage/result.ts';
import { knownSicknesses } from '../../../local/coverage/sicknesses.ts';
import { known } from './known.ts';

test('what is injected is what the tests of sicknesses play (npm run coverage:sicknesses)', () => {
  expect(knownSicknesses()).toEqual(JSON.parse(JSON.stringify(known())));
});

test('docs/coverage.md is of these sicknesses, and says what was found (npm run coverage:write)', () => {
  const found = JSON.parse(readFileSync('docs/coverage.json', 'utf8')) as { by: string; result: CoverageResult }[];
  expect(readFileSync('docs/coverage.md', 'utf8')).toBe(coverageMarkdown(found));
  const { sicknesses } = knownSicknesses();
  expect(found).toHaveLength(2);
  for (const { result } of found) {
    expect(result.sicknesses.map((s) => s.name)).toEqual(sicknesses.filter((s) => s.alert).map((s) => s.name));
    expect(result.quiet.map((s) => s.name)).toEqual(sicknesses.filter((s) => !s.alert).map((s) => s.name));
  }
});
