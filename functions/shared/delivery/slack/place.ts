/** Where a message stands. */
export interface Place {
  /** As Slack names it: a channel that it moved has another ID than the configuration. */
  channel: string;
  ts: string;
}

/** Where an incident's message stands; undefined when there is none, or it was meant for another channel than `channel`. */
export function placeOf(thread: string | undefined, channel: string): Place | undefined {
  const [home = '', ts = '', meantFor = home] = thread?.split('/') ?? [];
  return ts !== '' && meantFor === channel ? { channel: home, ts } : undefined;
}

/** The place as the store keeps it, with the configured channel where Slack's name for it differs. */
export function threadOf({ channel: home, ts }: Place, channel: string): string {
  return home === channel ? `${home}/${ts}` : `${home}/${ts}/${channel}`;
}
