import { nearest } from '../text/nearest.ts';
import { DEFAULTS } from './defaults.ts';
import type { Options } from './load.ts';
import type { MonitorConfigInput } from './schema.ts';

/** What `cdk deploy -c key=value` knows that lies over the file, with the path that each replaces; so a first deploy needs no edit. */
const REPLACED = {
  url: 'endpoints[0].url',
  email: 'email',
  logGroup: 'logs.group',
  region: 'logs.region',
  environment: 'environment',
  slackWebhookParameter: 'slack.webhookParameter',
} as const;

type Override = keyof typeof REPLACED;
/** Values given with `cdk deploy -c key=value`. */
export type Overrides = { [key in Override]?: string | undefined };

/** What else `-c` takes: which file, which of its services, and where to deploy. */
const OTHERS = ['config', 'service', 'oneStack', 'stackRegion'];
const KEYS = [...Object.keys(REPLACED), ...OTHERS];
/** Keys of the CDK's own without a colon, a slash or an @ in them. */
const OF_THE_CDK = ['cli-telemetry', 'acknowledged-issue-numbers'];

/** What is wrong with the keys and values of `-c`: each a sentence. @param context every key of the CDK's context. */
export function contextFaults(context: Record<string, unknown>): string[] {
  return Object.entries(context).flatMap(([key, value]) => {
    if (/[:/@]/.test(key) || OF_THE_CDK.includes(key)) return [];
    if (!KEYS.includes(key)) {
      const meant = nearest(key, KEYS);
      return [`-c ${key}: there is no such key; ${meant ? `did you mean -c ${meant}=…?` : `there are ${KEYS.join(', ')}`}`];
    }
    if (key === 'oneStack') return ['true', 'false'].includes(String(value)) ? [] : [`-c ${key}: must be true or false`];
    if (typeof value !== 'string') return [`-c ${key}: must be text`];
    return value.trim() === '' ? [`-c ${key}: is empty; give it a value or leave it out`] : [];
  });
}

/** Lays overrides over a configuration; `url` replaces the first endpoint's, `email` may hold several with commas. */
export function applyOverrides(input: MonitorConfigInput, overrides: Overrides): MonitorConfigInput {
  // What is no configuration is left as it is, for whoever checks it to say so.
  if (typeof input !== 'object' || input === null) return input;
  const { url, email, logGroup, region, environment, slackWebhookParameter } = overrides;
  const [first, ...others] = Array.isArray(input.endpoints) ? input.endpoints : [];
  return {
    ...input,
    ...(environment && { environment, ...slugIn(environment, input) }),
    ...(email && { email: email.split(',').map((address) => address.trim()) }),
    ...(slackWebhookParameter && { slack: { webhookParameter: slackWebhookParameter } }),
    ...(url && first && { endpoints: [{ ...first, url }, ...others] }),
    ...((logGroup || region) && {
      logs: { ...(input.logs ?? { group: '' }), ...(logGroup && { group: logGroup }), ...(region && { region }) },
    }),
  };
}

/** A slug that stands in the file is that of the environment there: another environment must not take its names over. */
function slugIn(environment: string, { slug, environment: ofFile = DEFAULTS.environment }: MonitorConfigInput) {
  return slug === undefined || environment === ofFile ? {} : { slug: `${slug}-${environment}` };
}

/** Those that only one service can be given. */
export function ofOneService(overrides: Overrides): string[] {
  return (['url', 'logGroup', 'region'] as const).filter((key) => overrides[key] !== undefined);
}

/** Names the option of what it gave: `-c url`, not the path in a file that nobody has written. */
export function optionsOf(overrides: Overrides): Options {
  const given = Object.entries(REPLACED).filter(([key]) => overrides[key as Override] !== undefined);
  return Object.fromEntries(given.map(([key, path]) => [path, `-c ${key}`]));
}
