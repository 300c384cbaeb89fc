import { checkHealth } from '../functions/check-health/check.ts';
import { systemClock } from '../functions/shared/clock.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import type { EndpointObservation, HealthObservation, Timings } from '../functions/shared/observation.ts';
import { redactDeep } from '../functions/shared/text/redact-deep.ts';
import { milliseconds } from '../functions/shared/text/words.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import type { Configuration } from './configuration.ts';
import type { Outcome } from './usage-error.ts';

/** `check health`: one run of check-health from this machine. @param options.url asked in place of the configured endpoints. */
export async function checkHealthCommand(
  { url, attempts }: { url?: string; attempts?: number },
  configuration: Pick<Configuration, 'input'>,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const input: MonitorConfigInput =
    url !== undefined ? { endpoints: [{ name: 'health', url }] } : { ...(await configuration.input()) };
  // Somebody waits for the answer: one success is enough.
  const confirm = { confirm: { ...input.confirm, ...(attempts !== undefined && { attempts }), leastAttempts: 1 } };
  const config = resolveConfig(
    { ...input, ...confirm, network: { allowPrivateTargets: true } },
    url !== undefined ? 'The command line' : 'monitor.config.ts',
    {
      ...(url !== undefined && { 'endpoints[0].url': '--url' }),
      ...(attempts !== undefined && { 'confirm.attempts': '--attempts' }),
    },
  );
  const observation = redactDeep(await checkHealth(config, { clock: systemClock, secrets: machineSecrets({ environment }) }));
  return { text: table(observation), code: codeOf(observation), json: observation };
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
