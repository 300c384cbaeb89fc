import { channelsOf } from '../../shared/config/asked-for.ts';
import type { ChannelObservation, DeliveryObservation } from '../../shared/observation.ts';
import { duration } from '../../shared/text/words.ts';
import type { Answer, Question } from '../scope.ts';

/** verify-delivery looks once an hour. */
const STALE_MS = 3 * 3_600_000;

/** Whether alerts would arrive, and what weakens a channel though it works. */
export function judgeChannels(seen: Pick<DeliveryObservation, 'atMs' | 'channels'> | undefined, nowMs: number): Answer {
  if (!seen) return { status: 'unknown', fact: 'not checked yet whether alerts arrive' };
  const age = nowMs - seen.atMs;
  if (age > STALE_MS) return { status: 'unknown', fact: `not checked for ${duration(age)} whether alerts arrive` };
  const named = (verdict: ChannelObservation['verdict']) =>
    seen.channels.filter((c) => c.verdict === verdict).map((c) => c.channel);
  const words = [
    ...named('down').map((channel) => `alerts by ${channel} do not arrive`),
    ...named('unknown').map((channel) => `whether alerts by ${channel} arrive is not known`),
    ...named('up').map((channel) => `alerts by ${channel} arrive`),
  ];
  return {
    status: named('down').length > 0 ? 'bad' : named('unknown').length > 0 ? 'unknown' : 'well',
    fact: words.join('; '),
    more: seen.channels.flatMap(({ verdict, sentence, notes }) => [...(verdict === 'up' ? [] : [sentence]), ...notes]),
  };
}

export const channels: Question = {
  what: 'Channels',
  seen: 'Alarms',
  async ask({ config, ports, nowMs }) {
    if (channelsOf(config).length === 0) return { status: 'off', fact: 'no receiver is configured' };
    const seen = (await ports.store.observations()).find((o) => o.check === 'delivery');
    return judgeChannels(seen, nowMs);
  },
};
