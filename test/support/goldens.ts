import { join } from 'node:path';
import { expect } from 'vitest';
import { renderEmail } from '../../functions/shared/message/email.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import { renderSlack } from '../../functions/shared/message/slack.ts';

const GOLDEN = join(import.meta.dirname, '..', 'golden');

/** Holds a message to its goldens, the e-mail and the blocks; regenerate on purpose only, with `vitest -u`. */
export async function expectGoldens(name: string, message: Message): Promise<void> {
  const { subject, text } = renderEmail(message);
  await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(join(GOLDEN, `${name}.txt`));
  await expect(`${JSON.stringify(renderSlack(message), null, 2)}\n`).toMatchFileSnapshot(join(GOLDEN, `${name}.slack.json`));
}
