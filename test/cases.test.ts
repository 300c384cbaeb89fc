import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allCases } from './support/corpus.ts';

const AREAS = ['alarm', 'probe', 'health', 'awslogs', 'logs', 'threshold', 'memory', 'slack', 'redact'];
const texts = globSync('test/**/*.test.ts').map((file) => readFileSync(file, 'utf8'));

test.each(allCases().filter((c) => AREAS.includes(c.area)))('$id ($area) is held by a test: $title', ({ id }) => {
  expect(texts.some((text) => new RegExp(`\\b${id}\\b`).test(text))).toBe(true);
});
