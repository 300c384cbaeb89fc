import type { Query } from '../language/ast.ts';

/** Tells of a log group's name whether SOURCE asks for it; undefined when the query has no SOURCE. */
export function wantedGroups({ commands }: Query): ((name: string) => boolean) | undefined {
  const [source] = commands;
  if (source?.kind !== 'source') return undefined;
  const { groups, prefixes } = source;
  if (groups.length > 0) return (name) => groups.includes(name);
  return (name) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));
}

/** The name in `@log`, which is account-id:group. */
export function groupOfLog(log: string | undefined): string {
  return log?.replace(/^\d+:/, '') ?? '';
}
