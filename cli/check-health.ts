import { parseArgs } from 'node:util';
import { checkHealth } from '../functions/check-health/check.ts';
import { systemClock } from '../functions/shared/clock.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import type { EndpointObservation, HealthObservation, Timings } from '../functions/shared/observation.ts';
import { redactDeep } from '../functions/shared/text/redact-deep.ts';
import { milliseconds } from '../functions/shared/text/words.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import type { Outcome } from './usage-error.ts';

/** `check health [--url URL] [--attempts N] [--json]`: one run of check-health from this machine. */
export async function checkHealthCommand(
  args: string[],
  userConfig: MonitorConfigInput,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const { values } = parseArgs({
    args,
    options: { url: { type: 'string' }, attempts: { type: 'string' }, json: { type: 'boolean' } },
  });
  const input: MonitorConfigInput =
    values.url !== undefined ? { endpoints: [{ name: 'health', url: values.url }] } : { ...userConfig };
  // Somebody waits for the answer: one success is enough.
  const attempts = values.attempts === undefined ? {} : { attempts: Number(values.attempts) };
  const confirm = { confirm: { ...input.confirm, ...attempts, leastAttempts: 1 } };
  const config = resolveConfig(
    { ...input, ...confirm, network: { allowPrivateTargets: true } },
    values.url !== undefined ? 'The command line' : 'monitor.config.ts',
    {
      ...(values.url !== undefined && { 'endpoints[0].url': '--url' }),
      ...(values.attempts !== undefined && { 'confirm.attempts': '--attempts' }),
    },
  );
  const observation = redactDeep(await checkHealth(config, { clock: systemClock, secrets: machineSecrets({ environment }) }));
  return { text: values.json ? JSON.stringify(observation, null, 2) : table(observation), code: codeOf(observation) };
}

function codeOf({ endpoints }: HealthObservation): 0 | 1 | 3 {
  if (endpoints.some((e) => e.verdict === 'down')) return 1;
  return endpoints.some((e) => e.verdict === 'unknown') ? 3 : 0;
}

function table({ endpoints }: HealthObservation): string {
  return endpoints.map(describe).join('\n\n');
}

function describe(endpoint: EndpointObservation): string {
  const { verdict, sentence, components, certificateDaysLeft, earlierFaults, timings } = endpoint;
  const lines = [
    `${verdict.toUpperCase()}  ${endpoint.endpoint}  ${sentence}`,
    ...earlierFaults.map((fault) => `  before it   ${fault}`),
    ...components.map((c) => `  component   ${c.component} ${c.up ? 'ok' : `fails${c.message ? `: ${c.message}` : ''}`}`),
    ...(certificateDaysLeft === undefined ? [] : [`  certificate ${certificateDaysLeft} days left`]),
    `  time        ${phases(timings)}`,
  ];
  return lines.join('\n');
}

function phases({ dnsMs, connectMs, tlsMs, firstByteMs, totalMs }: Timings): string {
  const parts: [string, number | undefined][] = [
    ['DNS', dnsMs],
    ['connect', connectMs],
    ['TLS', tlsMs],
    ['first byte', firstByteMs],
    ['total', totalMs],
  ];
  return parts.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${milliseconds(ms)}`])).join(', ');
}
