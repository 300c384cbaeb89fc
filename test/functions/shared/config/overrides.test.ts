import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../../../functions/shared/config/load.ts';
import { applyOverrides, contextFaults, type Overrides, optionsOf } from '../../../../functions/shared/config/overrides.ts';
import { faultsOf } from './faults-of.ts';

const least = { endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }] };

describe('values of -c lie over the file', () => {
  test('url, e-mail addresses and log group', () => {
    const config = resolveConfig(
      applyOverrides(least, {
        url: 'https://new.example.org/',
        email: 'a@example.org, b@example.org',
        logGroup: 'other',
        region: 'eu-central-1',
      }),
    );
    expect(config.endpoints[0]?.url).toBe('https://new.example.org/');
    expect(config.email).toEqual(['a@example.org', 'b@example.org']);
    expect(config.logs).toMatchObject({ group: 'other', region: 'eu-central-1' });
  });

  test.each<[string, Overrides, string]>([
    ['url', { url: 'nonsense' }, '-c url: must be a whole URL that begins with https:// or http://'],
    ['one of several addresses', { email: 'a@example.org,me' }, '-c email: must be an e-mail address'],
    ['a comma too many', { email: 'a@example.org,' }, '-c email: must be an e-mail address'],
    ['region without a log group', { region: 'eu-central-1' }, 'logs.group: must be the name of a CloudWatch log group'],
    [
      'environment',
      { environment: 'Prod' },
      '-c environment: must be lower-case letters, digits and hyphens, 1 to 31 characters, beginning with a letter',
    ],
    [
      'a webhook instead of its parameter',
      { slackWebhookParameter: 'https://hooks.slack.com/x' },
      '-c slackWebhookParameter: must be the name of an SSM parameter, beginning with a slash; the secret itself never stands here',
    ],
  ])('a wrong value is told by its option: %s', (_title, overrides, fault) => {
    expect(faultsWith(least, overrides)).toEqual([fault]);
  });

  test('what the file says is told by its path, also beside values of -c', () => {
    expect(faultsWith({ endpoints: [{ name: 'A', url: 'x' }] }, { email: 'a@example.org' })).toEqual([
      expect.stringMatching(/^endpoints\[0\]\.name: /),
      expect.stringMatching(/^endpoints\[0\]\.url: /),
    ]);
  });

  test.each([
    [
      'a misspelt list of endpoints',
      { endpoint: least.endpoints },
      ['endpoints: is missing', 'endpoint: unknown key; did you mean endpoints?'],
    ],
    ['null', null, ['(top level): must be an object in { }, not null']],
    ['text', 'x', ['(top level): must be an object in { }, not text']],
    ['an endpoint that is none', { endpoints: [null] }, [expect.stringMatching(/^endpoints\[0\]/)]],
  ])('a file that holds no configuration is told as such: %s', (_title, file, faults) => {
    expect(faultsWith(file, { url: 'https://new.example.org/', email: 'a@example.org' })).toEqual(faults);
  });

  const faultsWith = (file: unknown, overrides: Overrides) =>
    faultsOf(file, (input) => resolveConfig(applyOverrides(input as typeof least, overrides), 'it', optionsOf(overrides)));
});

test.each([
  ['another environment', 'staging', 'nebula-staging'],
  ['that of the file', 'production', 'nebula'],
])('%s does not take the names of the other over', (_title, environment, slug) => {
  const file = { slug: 'nebula', endpoints: [{ name: 'health', url: 'https://a.example.org/' }] };
  expect(resolveConfig(applyOverrides(file, { environment }))).toMatchObject({ environment, slug });
});

describe('the keys of -c', () => {
  test("the CDK's own keys are none of ours", () => {
    const theirs = {
      '@aws-cdk/aws-iam:minimizePolicies': true,
      'aws:cdk:bundling-stacks': ['**'],
      'cli-telemetry': false,
      'acknowledged-issue-numbers': [1],
    };
    expect(
      contextFaults({ ...theirs, 'availability-zones:account=1:region=x': [], url: 'https://a.example.org/', config: 'a.ts' }),
    ).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a misspelt one', { urll: 'https://a.example.org/' }, '-c urll: there is no such key; did you mean -c url=…?'],
    ['another case', { loggroup: 'a' }, '-c loggroup: there is no such key; did you mean -c logGroup=…?'],
    [
      'a key of the file',
      { dashboard: 'false' },
      '-c dashboard: there is no such key; there are url, email, logGroup, region, environment, slackWebhookParameter, config, service, oneStack, stackRegion',
    ],
    ['an empty value', { url: '' }, '-c url: is empty; give it a value or leave it out'],
    ['a blank', { environment: ' ' }, '-c environment: is empty; give it a value or leave it out'],
    ['what is no text', { url: true }, '-c url: must be text'],
  ])('%s', (_title, context, fault) => {
    expect(contextFaults(context)).toEqual([fault]);
  });
});
