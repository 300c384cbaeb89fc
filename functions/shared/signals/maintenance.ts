/** The name of the mute rule of a window; a rule holds a hundred alarms, so there may be several parts. */
export function muteRuleName(environment: string, window: string, part: number): string {
  return `atlasml-${environment}-${window}-${part}`;
}

/** The window that a rule of this environment belongs to; undefined for somebody else's. */
export function windowOfRule(environment: string, ruleArn: string): string | undefined {
  const name = ruleArn.split(':').at(-1)?.split('/').at(-1) ?? '';
  const prefix = `atlasml-${environment}-`;
  return name.startsWith(prefix) ? name.slice(prefix.length).replace(/-\d+$/, '') : undefined;
}
