import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import { buildBundle, bundle, type FunctionName } from '../../lib/bundle.ts';

const least = { endpoints: [{ name: 'health', url: 'https://a.example.org/' }], logs: { group: 'g' } };
const FUNCTIONS: FunctionName[] = [
  'check-health',
  'check-logs',
  'check-memory',
  'report-incident',
  'verify-delivery',
  'send-digest',
  'answer',
];

/** What each start loads at most, and what is loaded ever, KB: some percent above what it was on 27 November 2026. */
const MOST_KILOBYTES: Record<FunctionName, [eager: number, all: number]> = {
  'check-health': [299, 338],
  'check-logs': [305, 452],
  'check-memory': [261, 298],
  'report-incident': [680, 830],
  'verify-delivery': [292, 615],
  'send-digest': [384, 710],
  answer: [320, 400],
};

/** The files of a bundle, and those that are loaded at each start: index.mjs and what it imports statically. */
function filesOf(name: FunctionName, input: object) {
  const path = mkdtempSync(join(tmpdir(), 'bundle-'));
  buildBundle(name, resolveConfig({ ...least, ...input }), path);
  const eager = new Set<string>();
  const follow = (file: string) => {
    if (eager.has(file)) return;
    eager.add(file);
    const text = readFileSync(join(path, file), 'utf8');
    for (const [, target = ''] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.mjs)"/g)) follow(target);
  };
  follow('index.mjs');
  const kilobytes = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + statSync(join(path, file)).size, 0) / 1000;
  return {
    all: readdirSync(path),
    eager,
    eagerKilobytes: kilobytes(eager),
    allKilobytes: kilobytes(readdirSync(path).filter((file) => file.endsWith('.mjs'))),
    allText: readdirSync(path)
      .map((file) => readFileSync(join(path, file), 'utf8'))
      .join('\n'),
    text: [...eager].map((file) => readFileSync(join(path, file), 'utf8')).join('\n'),
  };
}

/** What a bundle asks Node for, one name each: what is imported as a whole module loads all that stands behind its names. */
const partsOfNode = (text: string) => {
  expect(text).not.toMatch(/\b(?:from|import)\s*"(?:node:)?[a-z_/]+"/);
  return new Set(text.match(/getBuiltinModule\("[\w/]+"\)(?:\.\w+)?/g));
};

describe.each(FUNCTIONS)('%s', (name) => {
  // What only one machine needs is configured here, too: it must not be in it.
  const smtp = { host: 'smtp.example.org', from: 'monitor@example.org' };
  let without: ReturnType<typeof filesOf>;
  beforeAll(() => {
    without = filesOf(name, { email: ['ops@example.org'], smtp });
  });

  test('holds no Sentry where none is configured, and stays light', () => {
    const [eager, all] = MOST_KILOBYTES[name];
    expect(without.all.length).toBeGreaterThan(0);
    expect(without.eagerKilobytes).toBeLessThan(eager);
    expect(without.allKilobytes).toBeLessThan(all);
  });

  test('loads Sentry only on an error', () => {
    const withSentry = filesOf(name, { sentry: { dsnParameter: '/sentry/dsn' } });
    expect(withSentry.eagerKilobytes).toBeLessThan(without.eagerKilobytes * 1.05);
    expect(partsOfNode(withSentry.text)).toEqual(partsOfNode(without.text));
  });

  test('loads no receiver at its start, nor what asks Sentry', () => {
    for (const of of ['/api/0/', 'adaptivecards.io', 'events.pagerduty.com', 'webhook-signature', 'tk_', 'hooks.slack.com'])
      expect(without.text.includes(of), of).toBe(false);
  });

  test('holds nothing that only one machine needs', () => {
    for (const only of ['nodemailer', 'EHLO', 'CronPattern']) expect(without.allText.includes(only)).toBe(false);
  });
});

test('the same configuration gives the same asset, so that a deploy without a change is none, and another one another', () => {
  const assets = (...inputs: object[]) => {
    const stack = new Stack(new App(), 'S');
    return inputs.map((input, i) => {
      const code = bundle('check-health', resolveConfig({ ...least, ...input }));
      const scope = new Construct(stack, `${i}`);
      return code.bind(scope).s3Location?.objectKey;
    });
  };
  const [ours, another] = assets({}, { environment: 'other' });
  expect(assets({})).toEqual([ours]);
  expect(another).not.toBe(ours);
});

test('the configuration in a bundle names secrets and holds none', () => {
  const { text } = filesOf('report-incident', { slack: { webhookParameter: '/slack/hook' } });
  expect(text.includes('/slack/hook')).toBe(true);
  expect(/hooks\.slack\.com\/services/.test(text)).toBe(false);
});
