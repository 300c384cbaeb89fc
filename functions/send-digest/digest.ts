import type { MonitorConfig } from '../shared/config/schema.ts';
import type { DigestKind } from '../shared/digest-kinds.ts';
import type { Link } from '../shared/message/message.ts';
import type { Receiver } from '../shared/ports.ts';
import { fillIn } from './checklist.ts';
import { digestMessage } from './message.ts';
import { type DigestPorts, scopeOf, type Window } from './scope.ts';

/**
 * Fills in the checklist of a kind and sends it to every receiver; one that fails is named to those after it.
 * @returns the subject and how each item stands.
 * @throws when a receiver did not take it, after all were tried.
 */
export async function sendDigest(
  kind: DigestKind,
  config: MonitorConfig,
  ports: DigestPorts & { receivers: Receiver[]; links(window: Window): Link[] },
): Promise<{ subject: string; items: Record<string, string> }> {
  const scope = scopeOf(kind, config, ports);
  const items = await fillIn(scope, ports.links(scope.window));
  const message = digestMessage(items, scope);
  const failures: string[] = [];
  for (const receiver of ports.receivers) {
    try {
      await receiver.deliver({ ...message, notices: [...failures] });
    } catch (error) {
      failures.push(`This could not be sent by ${receiver.name}: ${(error as Error).message}`);
    }
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
  return { subject: message.subject, items: Object.fromEntries(items.map(({ what, status }) => [what, status])) };
}
