/** The name of the mute rule of a window; a rule holds a hundred alarms, so there may be several parts. */
export function muteRuleName(slug: string, window: string, part: number): string {
  return `atlasml-${slug}-${window}-${part}`;
}

/** The window that a rule of this service belongs to; undefined for somebody else's. */
export function windowOfRule(slug: string, ruleArn: string): string | undefined {
  const name = ruleArn.split(':').at(-1)?.split('/').at(-1) ?? '';
  const prefix = `atlasml-${slug}-`;
  return name.startsWith(prefix) ? name.slice(prefix.length).replace(/-\d+$/, '') : undefined;
}
