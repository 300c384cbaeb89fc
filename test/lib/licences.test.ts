import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { FUNCTION_NAMES } from '../../lib/bundle.ts';
import { type Bundled, bundles, LICENCES, licencesText } from './licences/list.ts';

/** Licences that ask for no more than their text, and the NOTICE, to be passed on. */
const ALLOWED = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0'];

describe('what of others is in the bundles', () => {
  let all: Bundled[] = [];
  beforeAll(() => {
    all = bundles();
  });

  test('docs/licences.md lists it (npm run licences writes it)', () => {
    expect(readFileSync(LICENCES, 'utf8')).toBe(licencesText(all));
  });

  test.each(FUNCTION_NAMES.map((name) => [name]))(
    '%s holds packages under allowed licences only, each with its text beside the code',
    (name) => {
      const { packages, notices } = all.find((bundled) => bundled.name === name) as Bundled;
      expect(packages.length).toBeGreaterThan(10);
      expect(packages.filter((p) => !ALLOWED.includes(p.licence))).toEqual([]);
      for (const { name: of, version, licence, texts } of packages) {
        expect(notices).toContain(`${of} ${version} (${licence})`);
        expect(texts.join('').length).toBeGreaterThan(500);
        for (const text of texts) expect(notices).toContain(text);
      }
    },
  );

  test('what checks the configuration stays on the machine that deploys', () => {
    const names = new Set(all.flatMap(({ packages }) => packages.map((p) => p.name)));
    expect(names).toContain('@aws-sdk/client-cloudwatch');
    for (const outside of ['zod', 'croner', 'aws-cdk-lib', 'esbuild']) expect(names).not.toContain(outside);
  });
});
