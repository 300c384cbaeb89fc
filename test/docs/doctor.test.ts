import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AWS } from '../../cli/doctor/aws/items.ts';
import { HERE } from '../../cli/doctor/here/items.ts';
import { MOST } from '../../cli/load/plan.ts';
import { LATEST_MS, MOST_WAITING } from '../../cli/load/run-plan.ts';

const page = readFileSync('docs/doctor.md', 'utf8');
const table = (head: string) => {
  const [, rows = ''] = page.split(`| ${head} | what is looked at |\n| --- | --- |\n`);
  return [...(rows.split('\n\n')[0] ?? '').matchAll(/^\| ([^|]+) \|/gm)].map(([, item]) => item);
};

test('docs/doctor.md has each item, in the order in which it is shown', () => {
  expect(table('on this machine')).toEqual(HERE.map(({ name }) => name));
  expect(table('in AWS')).toEqual(AWS.map(({ name }) => name));
});

test('and the limits of load as they are', () => {
  const { ratePerSecond, durationSeconds, requests } = MOST;
  expect(page).toContain(
    `at most ${ratePerSecond} a second, ${durationSeconds} seconds, ${requests.toLocaleString('en')} requests`,
  );
  expect(page).toContain(`At most ${MOST_WAITING} wait at once`);
  expect(LATEST_MS).toBe(1_000);
});
