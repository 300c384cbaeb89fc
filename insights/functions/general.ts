import { isTrue, toNumber, toText } from '../values.ts';
import { toTime } from './periods.ts';
import type { FunctionTable } from './types.ts';

const finite = (ms: number) => (Number.isFinite(ms) ? ms : undefined);
const MOST_BRANCHES = 10;

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html, general and datetime functions. */
export const GENERAL_FUNCTIONS: FunctionTable = {
  ispresent: { least: 1, most: 1, run: ([a]) => (a === undefined ? 0 : 1) },
  // An empty text is a value (ours: no document says).
  coalesce: { least: 1, most: Infinity, run: (args) => args.find((a) => a !== undefined) },
  case: {
    least: 2,
    most: 2 * MOST_BRANCHES + 1,
    run(args) {
      for (let i = 0; i + 1 < args.length; i += 2) if (isTrue(args[i])) return args[i + 1];
      return args.length % 2 ? args.at(-1) : undefined;
    },
  },
  if: { least: 3, most: 3, run: ([condition, yes, no]) => (isTrue(condition) ? yes : no) },
  isnumeric: { least: 1, most: 1, run: ([a]) => Number(toNumber(a) !== undefined) },
  messagesize: {
    least: 1,
    most: 1,
    run([a]) {
      const text = toText(a);
      return text === undefined ? undefined : Buffer.byteLength(text);
    },
  },
  querystarttime: { least: 0, most: 0, run: (_, { startMs }) => finite(startMs) },
  queryendtime: { least: 0, most: 0, run: (_, { endMs }) => finite(endMs) },
  querytimerange: { least: 0, most: 0, run: (_, { startMs, endMs }) => finite(endMs - startMs) },
  now: { least: 0, most: 0, run: (_, { nowMs }) => Math.floor(nowMs / 1000) },
  tomillis: { least: 1, most: 1, run: ([a]) => toTime(a) },
  frommillis: { least: 1, most: 1, run: ([a]) => toNumber(a), time: true },
  /** Nothing is masked here. */
  unmask: { least: 1, most: 1, run: ([value]) => value },
};
