import { toNumber, type Value } from '../values.ts';
import type { FunctionTable, ScalarFunction } from './types.ts';

/** Missing as soon as one argument is no number, or the result is none. */
function numeric(least: number, most: number, run: (...numbers: number[]) => number): ScalarFunction {
  return {
    least,
    most,
    run(args) {
      const numbers: number[] = [];
      for (const arg of args) {
        const number = toNumber(arg);
        if (number === undefined) return undefined;
        numbers.push(number);
      }
      const result = run(...numbers);
      return Number.isFinite(result) ? result : undefined;
    },
  };
}

const EARTH_KM = 6371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

function haversine(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const a =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(a));
}

/** Rounds half away from zero, on the decimal text, so that 1.005 to two places is 1.01. */
function round(value: number, places = 0): number {
  if (Number.isInteger(value) && places >= 0) return value;
  const scaled = Number(`${Math.abs(value)}e${places}`);
  if (!Number.isFinite(scaled)) return value;
  return Math.sign(value) * Number(`${Math.round(scaled)}e${-places}`);
}

const between = (least: number, most: number) => (value: number) => Math.min(most, Math.max(least, Math.trunc(value)));

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html, numeric operators. */
export const NUMBER_FUNCTIONS: FunctionTable = {
  abs: numeric(1, 1, Math.abs),
  ceil: numeric(1, 1, Math.ceil),
  floor: numeric(1, 1, Math.floor),
  greatest: numeric(1, Infinity, Math.max),
  least: numeric(1, Infinity, Math.min),
  log: numeric(1, 1, Math.log),
  sqrt: numeric(1, 1, Math.sqrt),
  round: numeric(1, 2, round),
  haversine: numeric(4, 4, haversine),
  tonumber: numeric(1, 1, (a) => a),
  todouble: numeric(1, 1, (a) => a),
  toint: numeric(1, 1, between(-(2 ** 31), 2 ** 31 - 1)),
  tolong: numeric(1, 1, Math.trunc),
};

/** The result of an arithmetic operator, missing when an operand is no number or the result is none (a division by zero). */
export const ARITHMETIC: Record<string, (left: Value, right: Value) => Value> = Object.fromEntries(
  Object.entries({
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
    '%': (a: number, b: number) => a % b,
    '^': (a: number, b: number) => a ** b,
  }).map(([operator, run]) => [
    operator,
    (left: Value, right: Value) => {
      const a = toNumber(left);
      const b = toNumber(right);
      if (a === undefined || b === undefined) return undefined;
      const result = run(a, b);
      return Number.isFinite(result) ? result : undefined;
    },
  ]),
);
