import { checkHealth, type HealthPorts } from '../../../functions/check-health/check.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import type { EndpointObservation } from '../../../functions/shared/observation.ts';
import { StillClock, secretsOf } from '../../support/fakes.ts';

type Endpoint = Omit<MonitorConfigInput['endpoints'][number], 'name'>;

/** Probes one endpoint with real sockets; the pauses between attempts pass at once. */
export async function probe(
  endpoint: Endpoint,
  more: Partial<HealthPorts> & { attempts?: number; leastAttempts?: number; allowPrivate?: boolean } = {},
): Promise<EndpointObservation> {
  const { attempts = 1, leastAttempts, allowPrivate = true, ...ports } = more;
  const config = resolveConfig({
    endpoints: [{ name: 'health', ...endpoint }],
    confirm: { attempts, ...(leastAttempts !== undefined && { leastAttempts }) },
    network: { allowPrivateTargets: allowPrivate },
  });
  const observation = await checkHealth(config, { clock: new StillClock(), secrets: secretsOf({}), ...ports });
  return observation.endpoints[0] as EndpointObservation;
}
