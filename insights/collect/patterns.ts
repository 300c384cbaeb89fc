import type { Evaluator, Row } from '../row.ts';
import { toNumber, toText } from '../values.ts';
import type { Collector, Keep } from './collector.ts';
import { LineTemplates } from './line-templates.ts';
import { joinVariants, severityOf, showTemplate } from './templates.ts';

/** Whether a time lies in the period asked for or in the one it is compared with. */
export type PeriodOf = (ms: number) => 'now' | 'before';

interface Counts {
  now: number;
  before: number;
}

/**
 * The patterns of a text: the command's columns are documented, the clustering is our own (see ./templates.ts).
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Pattern.html
 */
export class Patterns implements Collector {
  readonly #text: Evaluator;
  readonly #time: Evaluator;
  readonly #periodOf: PeriodOf | undefined;
  readonly #keep: Keep;
  readonly #templateOf: LineTemplates;
  readonly #made: Evaluator | undefined;
  readonly #templates = new Map<string, Counts>();

  /** @param made the template itself where it is known, and then the text is not asked for. @param periodOf sorts events into two periods to be compared; undefined without `diff`. */
  constructor(text: Evaluator, time: Evaluator, periodOf: PeriodOf | undefined, keep: Keep, made?: Evaluator) {
    this.#made = made;
    this.#keep = keep;
    this.#templateOf = new LineTemplates(keep);
    this.#text = text;
    this.#time = time;
    this.#periodOf = periodOf;
  }

  add(row: Row): void {
    const template = this.#made?.(row) ?? this.#templateIn(row);
    if (template === undefined) return;
    const period = this.#periodOf?.(toNumber(this.#time(row)) ?? 0) ?? 'now';
    this.#counts(template as string)[period]++;
  }

  full(): boolean {
    return false;
  }

  state(): unknown {
    return this.#templates;
  }

  merge(state: unknown): void {
    for (const [template, { now, before }] of state as Map<string, Counts>) {
      const counts = this.#counts(template);
      counts.now += now;
      counts.before += before;
    }
  }

  rows(): Row[] {
    const joined = joinVariants([...this.#templates.keys()]);
    const totals = new Map<string, Counts>();
    for (const [template, { now, before }] of this.#templates) {
      const key = joined.get(template) ?? template;
      const counts = totals.get(key) ?? { now: 0, before: 0 };
      totals.set(key, { now: counts.now + now, before: counts.before + before });
    }
    const all = [...totals.values()].reduce((sum, { now }) => sum + now, 0);
    const rows = [...totals].map(([template, { now, before }]) => ({ template, now, before }));
    const compares = this.#periodOf !== undefined;
    const weight = (r: Counts) => (compares ? Math.abs(r.now - r.before) : r.now);
    rows.sort((a, b) => weight(b) - weight(a) || (a.template < b.template ? -1 : 1));
    return rows.map(({ template, now, before }) =>
      compares
        ? [showTemplate(template), now, before, now - before, severityOf(template)]
        : [showTemplate(template), ratio(now, all), now, severityOf(template)],
    );
  }

  #templateIn(row: Row): string | undefined {
    const text = toText(this.#text(row));
    return text === undefined ? undefined : this.#templateOf.of(text);
  }

  #counts(template: string): Counts {
    let counts = this.#templates.get(template);
    if (!counts) {
      counts = { now: 0, before: 0 };
      this.#templates.set(this.#keep(template) as string, counts);
    }
    return counts;
  }
}

/** The columns of `pattern`, as documented. */
export const PATTERN_COLUMNS = ['@pattern', '@ratio', '@sampleCount', '@severityLabel'];
/** The columns of `pattern … | diff`: their names are ours, for no page gives them. */
export const DIFF_COLUMNS = ['@pattern', '@sampleCount', '@previousSampleCount', '@difference', '@severityLabel'];

/** Half of all is "0.50", as in the documentation; small shares keep four digits. */
function ratio(part: number, all: number): string {
  return (part / all).toFixed(4).replace(/(\.\d\d\d*?)0+$/, '$1');
}
