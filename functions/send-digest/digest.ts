import { channelOf } from '../shared/config/asked-for.ts';
import type { DigestKind } from '../shared/config/digest-kinds.ts';
import type { MonitorConfig } from '../shared/config/schema.ts';
import { deliverToAll, type FailedDelivery } from '../shared/delivery/deliver-to-all.ts';
import type { Link, Message } from '../shared/message/message.ts';
import type { Receiver } from '../shared/ports.ts';
import { fillIn } from './checklist.ts';
import { digestMessage } from './message.ts';
import { type DigestPorts, scopeOf, type Window } from './scope.ts';

type Ports = DigestPorts & { links(window: Window): Link[] };

/** The digest of a kind, with what each item is now. */
export async function composeDigest(kind: DigestKind, config: MonitorConfig, ports: Ports): Promise<Message> {
  const scope = scopeOf(kind, config, ports);
  const message = digestMessage(await fillIn(scope, ports.links(scope.window)), scope);
  return { ...message, notices: ports.notices?.(scope.window.startMs) ?? [] };
}

/**
 * Fills in the checklist of a kind and sends it to every receiver that is to get it; one that fails is named to those after it.
 * @returns the subject and how each item stands.
 * @throws when a receiver did not take it, after all were tried.
 */
export async function sendDigest(
  kind: DigestKind,
  config: MonitorConfig,
  ports: Ports & { receivers: Receiver[] },
): Promise<{ subject: string; items: Record<string, string> }> {
  const message = await composeDigest(kind, config, ports);
  const asked = ports.receivers.filter(({ name }) => config.digests.to.some((channel) => channel === channelOf(name)));
  const failures = await deliverToAll(asked, (before) => ({
    ...message,
    notices: [...message.notices, ...before.map(failureLine)],
  }));
  if (failures.length > 0) throw new Error(failures.map(failureLine).join('\n'));
  return {
    subject: message.subject,
    items: Object.fromEntries((message.checklist ?? []).map(({ what, status }) => [what, status])),
  };
}

const failureLine = ({ receiver, error }: FailedDelivery) => `This could not be sent by ${receiver}: ${error.message}`;
