import type { Expression } from '../language/ast.ts';
import { typesWith } from './log-types.ts';

/** Messages of JSON matter only where a key of this name has a number from `least` to `most`, or a value of another kind. */
export interface NumberRange {
  kind: 'number';
  key: string;
  least: number;
  most: number;
}

/** What a comparison of a field with a number says of the messages in which the field is found; undefined when nothing. */
export function rangeOf(operator: string, field: Expression, number: Expression): NumberRange | undefined {
  if (field.kind !== 'field' || number.kind !== 'literal' || typeof number.value !== 'number') return undefined;
  const key = field.segments.at(-1) ?? '';
  // A key with other letters may be written with escapes, and an index is no key; fields of services stand in no JSON.
  if (!/^[A-Za-z_]\w{0,99}$/.test(key) || typesWith([field.segments.join('.')], 'auto').length > 0) return undefined;
  const { value } = number;
  if (operator === '=') return { kind: 'number', key, least: value, most: value };
  if (operator === '>' || operator === '>=') return { kind: 'number', key, least: value, most: Infinity };
  return operator === '<' || operator === '<=' ? { kind: 'number', key, least: -Infinity, most: value } : undefined;
}

/** The comparison with its sides changed. */
export const turned = (operator: string): string => operator.replace(/[<>]/, (sign) => (sign === '<' ? '>' : '<'));
