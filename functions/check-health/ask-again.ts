import { scheduledEndpoints } from '../shared/config/asked-for.ts';
import type { MonitorConfig } from '../shared/config/schema.ts';
import type { AskedAgain } from '../shared/observation.ts';
import { hideAddresses } from '../shared/text/hide-addresses.ts';
import { checkHealth, type HealthPorts } from './check.ts';

/** People wait for the message: an answer that takes longer comes too late for it. */
const LONGEST_SECONDS = 5;

/** So many handshakes are made in the second or two that a message waits. */
const MOST_ASKED = 20;

/**
 * One more attempt at each endpoint. Nothing of it is published: it is a witness for the message that is being written.
 * @param about the names that the message is about; of many endpoints these alone are asked. @default all, of many the first
 */
export async function askAgain(
  config: Pick<MonitorConfig, 'endpoints' | 'network' | 'hideIpAddresses'>,
  ports: HealthPorts,
  about: readonly unknown[] = [],
): Promise<AskedAgain> {
  // What is sent a request is not asked once more: each may cost its service something.
  const askable = scheduledEndpoints(config).filter(({ request }) => request === undefined);
  const isMeant = ({ name }: { name: string }) => askable.length <= MOST_ASKED || about.length === 0 || about.includes(name);
  const asked = askable.filter(isMeant).slice(0, MOST_ASKED);
  const endpoints = asked.map((e) => ({ ...e, timeoutSeconds: Math.min(e.timeoutSeconds, LONGEST_SECONDS) }));
  const once = { ...config, endpoints, confirm: { attempts: 1, leastAttempts: 1, intervalSeconds: 0 } };
  const seen = await checkHealth(once, ports);
  const again: AskedAgain = { check: 'again', atMs: seen.atMs, endpoints: seen.endpoints };
  return config.hideIpAddresses ? hideAddresses(again) : again;
}
