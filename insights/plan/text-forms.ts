/** One line of comma-separated values, with quotes doubled inside quotes (RFC 4180). */
export function parseCsv(line: string): string[] {
  const values: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)/.exec(line.slice(at));
    const end = quoted ? at + quoted[0].length : endOfValue(line, at);
    values.push(quoted ? (quoted[1] as string).replaceAll('""', '"') : line.slice(at, end));
    if (end >= line.length) return values;
    at = end + 1;
  }
}

function endOfValue(line: string, at: number): number {
  const comma = line.indexOf(',', at);
  return comma < 0 ? line.length : comma;
}

/** The `key=value` pairs of a logfmt line; a value may stand in quotes, and a key alone has the value "true". */
export function parseLogfmt(line: string): object {
  const pairs: [string, string][] = [];
  for (const [, key, quoted, bare] of line.matchAll(/([^\s=]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?/g)) {
    pairs.push([key as string, quoted?.replace(/\\(.)/g, '$1') ?? bare ?? 'true']);
  }
  return Object.fromEntries(pairs);
}
