import { expect } from 'vitest';
import { renderEmail } from '../../functions/shared/message/email.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import { renderSlack } from '../../functions/shared/message/slack.ts';

/** Holds a message to its goldens, the e-mail and the blocks, by paths from a folder of tests; regenerate on purpose only, with `vitest -u`. */
export async function expectGoldens(name: string, message: Message): Promise<void> {
  const { subject, text } = renderEmail(message);
  await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`../../golden/${name}.txt`);
  await expect(`${JSON.stringify(renderSlack(message), null, 2)}\n`).toMatchFileSnapshot(`../../golden/${name}.slack.json`);
}
