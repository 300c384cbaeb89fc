import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allCases } from './support/corpus.ts';

const AREAS = ['alarm', 'probe', 'health', 'awslogs', 'logs', 'threshold', 'memory', 'slack', 'redact'];
const texts = globSync('test/**/*.test.ts').map((file) => readFileSync(file, 'utf8'));

// test/insights/cases.test.ts runs the cases of the area insights that have a query; the others are named like all.
const held = allCases().filter((c) => AREAS.includes(c.area) || (c.area === 'insights' && c.input.query === undefined));

test.each(held)('$id ($area) is held by a test: $title', ({ id }) => {
  expect(texts.some((text) => new RegExp(`\\b${id}\\b`).test(text))).toBe(true);
});
