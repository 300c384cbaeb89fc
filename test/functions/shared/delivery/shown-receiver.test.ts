import { expect, test } from 'vitest';
import { shownReceiver } from '../../../../functions/shared/delivery/shown-receiver.ts';
import { redact } from '../../../../functions/shared/text/redact.ts';

test.each([
  ['email ops@example.org', 'email o…@example.org'],
  ['email first.last+tag@example.org', 'email f…@example.org'],
  ['email ö@example.org', 'email ö…@example.org'],
  ['email', 'email'],
  ['slack', 'slack'],
])('%s is shown as %s, also where all is redacted', (name, shown) => {
  expect(redact(shownReceiver(name))).toBe(shown);
});
