import type { Expression } from '../language/ast.ts';
import { forTest } from '../language/linear-regex.ts';
import { compileRegex } from '../language/regex.ts';
import type { Evaluator } from '../row.ts';
import { toText } from '../values.ts';
import { byteUse, encode } from './bytes.ts';
import type { Setting } from './compiled.ts';
import { MESSAGE } from './scope.ts';

/** True when an expression is the message as it stands in the row. */
export function isRawMessage(e: Expression, { scope, field }: Setting): boolean {
  return e.kind === 'field' && !field && e.segments.length === 1 && scope.find(e.segments[0] as string)?.slot === MESSAGE;
}

/**
 * `like` and `=~`: quotes hold a part of the text, slashes a regular expression. A missing value is like nothing.
 * @param left the compiled left side of `e`.
 */
export function compileLike(e: Extract<Expression, { kind: 'like' }>, left: Evaluator, setting: Setting): Evaluator {
  const { pattern, negated } = e;
  const raw = setting.bytes && isRawMessage(e.left, setting);
  if (pattern.kind === 'regex') {
    const { source, flags } = compileRegex(pattern.source, setting.scope.query, pattern.at);
    const regex = new RegExp(forTest(source), flags);
    if (raw && byteUse(source).exact) return ofMessage((message) => regex.test(message), negated);
    return (row) => {
      const text = toText(left(row));
      return Number((text !== undefined && regex.test(text)) !== negated);
    };
  }
  const part = pattern.kind === 'literal' ? String(pattern.value) : '';
  if (raw) {
    const bytes = encode(part);
    return ofMessage((message) => message.includes(bytes), negated);
  }
  return (row) => {
    const text = toText(left(row));
    return Number((text?.includes(part) ?? false) !== negated);
  };
}

/** A row that a command adds, as that of totals, has no message. */
function ofMessage(fits: (message: string) => boolean, negated: boolean): Evaluator {
  return (row) => {
    const message = row[MESSAGE] as string | undefined;
    return Number((message !== undefined && fits(message)) !== negated);
  };
}
