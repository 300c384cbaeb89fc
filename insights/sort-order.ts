import { toNumber, toText, type Value } from './values.ts';

const CHUNKS = /\d+|[A-Za-z]+|[^\dA-Za-z]+/g;

/**
 * The order of `sort`, ascending: missing values (ours), then what is no number, then numbers.
 * What is no number is compared piece by piece: digits by their count and then their value, all else by Unicode.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html
 */
export function sortOrder(left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const rank = rankOf(left);
  const difference = rank - rankOf(right);
  if (difference !== 0 || rank === 0) return difference;
  if (rank === 2) return (toNumber(left) as number) - (toNumber(right) as number) || byUnicode(String(left), String(right));
  return natural(toText(left) ?? JSON.stringify(left), toText(right) ?? JSON.stringify(right));
}

function rankOf(value: Value): 0 | 1 | 2 {
  if (value === undefined) return 0;
  return toNumber(value) === undefined ? 1 : 2;
}

function natural(left: string, right: string): number {
  const a = left.match(CHUNKS) ?? [];
  const b = right.match(CHUNKS) ?? [];
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i] as string;
    const y = b[i] as string;
    const numbers = isDigit(x) && isDigit(y);
    const order = numbers ? x.length - y.length || byUnicode(x, y) : byUnicode(x, y);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const isDigit = (text: string) => text >= '0' && text < ':';

function byUnicode(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
