import type { Cursor } from './cursor.ts';

/** Whether something holds of what a pattern is asked about. */
export type Test<T> = (asked: T) => boolean;

const DEEPEST = 200;

/**
 * Reads conditions joined by && and ||, with parentheses: && binds closer.
 * @param one reads a single condition. @throws ServiceError
 */
export function logic<T>(cursor: Cursor, one: () => Test<T>, depth = 0): Test<T> {
  const unit = (): Test<T> => {
    if (!cursor.sign('(')) return one();
    if (depth >= DEEPEST) throw cursor.missing('an end of the parentheses, for they are too deep, which');
    const inner = logic(cursor, one, depth + 1);
    if (!cursor.sign(')')) throw cursor.missing(')');
    return inner;
  };
  const joined = (sign: string, part: () => Test<T>, join: (tests: Test<T>[]) => Test<T>): Test<T> => {
    const tests = [part()];
    while (cursor.sign(sign)) tests.push(part());
    return tests.length === 1 ? (tests[0] as Test<T>) : join(tests);
  };
  const all = () => joined('&&', unit, (tests) => (asked) => tests.every((test) => test(asked)));
  return joined('||', all, (tests) => (asked) => tests.some((test) => test(asked)));
}
