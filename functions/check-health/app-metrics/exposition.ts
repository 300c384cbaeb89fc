/** One value of an exposition. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?[ \t]+([^ \t]+)(?:[ \t]+-?\d+)?[ \t]*$/;
const LABEL = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;

/**
 * Reads Prometheus's text format; comments and what is not understood are passed over. Source: "Text-based format" in
 * https://prometheus.io/docs/instrumenting/exposition_formats/.
 */
export function readExposition(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('#')) return [];
    const [, name, inBraces = '', written] = SAMPLE.exec(line.trimEnd()) ?? [];
    const labels = labelsOf(inBraces);
    const value = numberOf(written ?? '');
    return name && labels && value !== undefined ? [{ name, labels, value }] : [];
  });
}

/** The metrics that a page declares; one with labels has no sample before something was counted. */
export function declaredIn(text: string): Set<string> {
  return new Set([...text.matchAll(/^# TYPE[ \t]+([a-zA-Z_:][\w:]*)[ \t]/gm)].flatMap(([, name]) => name ?? []));
}

function labelsOf(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = Object.create(null);
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.trimEnd().length) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined) return undefined;
    labels[name] = value.replace(/\\([\\"n])/g, (_, c: string) => (c === 'n' ? '\n' : c));
  }
  return { ...labels };
}

/** Go's ParseFloat knows these words in any case. */
function numberOf(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
