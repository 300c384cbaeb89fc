import { afterEach, beforeAll } from 'vitest';
import { deployedMonitor } from './story/deployed.ts';
import { digests } from './story/digests.ts';
import { failingDelivery } from './story/failing-delivery.ts';
import { people } from './story/people.ts';
import { proof } from './story/proof.ts';
import { wish } from './support/emulator.ts';
import { listen } from './support/told.ts';

beforeAll(listen);

afterEach(async () => {
  await wish({ atlasml: 'health-ok' });
  await wish({ logs: 'complete' });
  await wish({ slackStatuses: [] });
  await wish({ slackDelayMs: 0 });
});

// One stack, one story: each part begins where the one before it ended.
deployedMonitor();
failingDelivery();
people();
digests();
proof();
