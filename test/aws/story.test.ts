import { blindCheck } from './story/blind-check.ts';
import { digests } from './story/digests.ts';
import { failingDelivery } from './story/failing-delivery.ts';
import { people } from './story/people.ts';
import { proof } from './story/proof.ts';
import { schedules } from './story/schedules.ts';
import { why } from './story/why.ts';
import { test } from './support/test.ts';

test.beforeAll(({ monitor }) => monitor.runChecks());

// One monitor, one story: each part begins where the one before it ended.
blindCheck();
failingDelivery();
why();
people();
schedules();
digests();
proof();
