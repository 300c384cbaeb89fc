import { redact } from '../../functions/shared/text/redact.ts';
import { soundText } from '../../functions/shared/text/sound.ts';

/** One metric with its series, as Prometheus reads it. */
export interface Family {
  name: string;
  /** One sentence. */
  help: string;
  series: { labels: Record<string, string>; value: number }[];
}

/**
 * Writes gauges in Prometheus's text format, version 0.0.4; a metric without series is left out. Source: "Text-based format"
 * in https://prometheus.io/docs/instrumenting/exposition_formats/.
 */
export function writeExposition(families: Family[]): string {
  return families
    .filter(({ series }) => series.length > 0)
    .map(({ name, help, series }) =>
      [
        `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
        `# TYPE ${name} gauge`,
        ...series.map(({ labels, value }) => `${name}${labelText(labels)} ${numberText(value)}`),
        '',
      ].join('\n'),
    )
    .join('');
}

function labelText(labels: Record<string, string>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(redact(soundText(value)))}"`);
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const numberText = (value: number) =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
