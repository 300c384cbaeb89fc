import type { Datapoint, LogSource, MetricStore, SeriesRequest } from '../ports.ts';
import { type Figure, figureOf, parseFigure } from '../signals/figures.ts';
import { fewAtOnce } from './few-at-once.ts';

/** Logs Insights starts ten queries a second, and others ask too (CloudWatch Logs quotas). */
const AT_ONCE = 4;
/** A query answers with up to 10,000 rows (CWL_QuerySyntax-Limit.html). */
const MOST_ROWS = 9_000;
const STATISTICS: Record<string, string> = {
  Sum: 'sum(value)',
  SampleCount: 'count(value)',
  Average: 'avg(value)',
  Maximum: 'max(value)',
  Minimum: 'min(value)',
};
const BIN_UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;
type Row = Record<string, string>;

/**
 * Reads our own series wherever they are: in CloudWatch, or in the lines that each run of a function writes.
 * @param logOf the log of a function by its name. @throws (its read) when a log cannot be asked.
 */
export function withFigures(
  metrics: Pick<MetricStore, 'read'>,
  logOf: (name: string) => Pick<LogSource, 'query'>,
): Pick<MetricStore, 'read'> {
  const inTurn = fewAtOnce(AT_ONCE);
  const asked = new Map<string, Promise<Row[]>>();
  /** Sum and number of one series are asked for at the same time, and are one query. */
  const rowsOf = (figure: Figure, { periodSeconds, startMs, endMs }: SeriesRequest): Promise<Row[]> => {
    const key = JSON.stringify([figure, periodSeconds, startMs, endMs]);
    const known = asked.get(key);
    if (known) return known;
    const query = figureQuery(figure.name, periodSeconds);
    // Logs Insights includes the end, which CloudWatch does not.
    const answer = inTurn(() => logOf(figure.of).query({ query, startMs, endMs: endMs - 1 })).then((found) => {
      if (found.state === 'unknown') throw new Error(`the log of ${figure.of}: ${found.reason}`);
      return found.rows;
    });
    asked.set(key, answer);
    const forget = () => void asked.delete(key);
    answer.then(forget, forget);
    return answer;
  };
  const loggedOf = async (figure: Figure, request: SeriesRequest): Promise<Datapoint[]> => {
    const points: Datapoint[] = [];
    for (const part of partsOf(request)) {
      const rows = await rowsOf(figure, part);
      points.push(...rows.flatMap((row) => pointOf(row, request)));
    }
    return points.sort((a, b) => a.atMs - b.atMs);
  };
  return {
    async read(request) {
      const figure = figureOf(request);
      if (!figure) return metrics.read(request);
      const [logged, sent] = await Promise.all([loggedOf(figure, request), metrics.read(request)]);
      const firstMs = logged[0]?.atMs ?? Number.POSITIVE_INFINITY;
      // An older version sent all of it, and logged none.
      return [...sent.filter(({ atMs }) => atMs < firstMs), ...logged];
    },
  };
}

function figureQuery(name: string, periodSeconds: number): string {
  const statistics = Object.entries(STATISTICS).map(([statistic, text]) => `${text} as of${statistic}`);
  return [
    parseFigure(name, 'value'),
    'filter ispresent(value)',
    `stats ${statistics.join(', ')} by ${binOf(periodSeconds)}`,
    `limit ${MOST_ROWS + 1_000}`,
  ].join('\n| ');
}

/** Seconds and minutes go up to 60, hours up to 24 (CWL_QuerySyntax-Stats.html). */
function binOf(seconds: number): string {
  const [unit, length] = BIN_UNITS.find(([, one]) => seconds % one === 0) ?? ['s', 1];
  return `bin(${seconds / length}${unit})`;
}

function partsOf(request: SeriesRequest): SeriesRequest[] {
  const periodMs = request.periodSeconds * 1000;
  const firstMs = Math.floor(request.startMs / periodMs) * periodMs;
  const parts: SeriesRequest[] = [];
  for (let startMs = firstMs; startMs < request.endMs; startMs += MOST_ROWS * periodMs) {
    parts.push({ ...request, startMs, endMs: Math.min(request.endMs, startMs + MOST_ROWS * periodMs) });
  }
  return parts;
}

function pointOf(row: Row, { periodSeconds, statistic }: SeriesRequest): Datapoint[] {
  const atMs = Date.parse(`${row[binOf(periodSeconds)]?.replace(' ', 'T')}Z`);
  const text = row[`of${statistic}`];
  const value = Number(text);
  return Number.isFinite(atMs) && text !== undefined && Number.isFinite(value) ? [{ atMs, value }] : [];
}
