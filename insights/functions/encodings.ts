import { toNumber } from '../values.ts';
import { textual } from './strings.ts';
import type { FunctionTable } from './types.ts';

function urlDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function base64Decode(text: string): string | undefined {
  return /^[\w+/-]*={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : undefined;
}

const HEX = /^(-?)(?:0x)?([0-9a-f]+)$/i;

function hexToDec(text: string): number | undefined {
  const [, sign, digits] = HEX.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 16) * (sign ? -1 : 1);
}

function hexToAscii(text: string): string | undefined {
  const digits = HEX.exec(text.trim())?.[2];
  return digits === undefined || digits.length % 2 ? undefined : Buffer.from(digits, 'hex').toString('latin1');
}

function decToHex(value: number): string {
  const whole = Math.trunc(value);
  return `${whole < 0 ? '-' : ''}0x${BigInt(Math.abs(whole)).toString(16)}`;
}

/** Node's cryptography is loaded where a query asks for it: a thread of a query must be there at once. */
function hash(algorithm: 'md5' | 'sha256'): (text: string) => string {
  return (text) => process.getBuiltinModule('node:crypto').createHash(algorithm).update(text).digest('hex');
}

/** Text that is no valid encoding decodes to nothing. */
export const ENCODING_FUNCTIONS: FunctionTable = {
  urlencode: textual(1, 1, (text) => encodeURIComponent(text.toWellFormed())),
  urldecode: textual(1, 1, urlDecode),
  base64encode: textual(1, 1, (text) => Buffer.from(text, 'utf8').toString('base64')),
  base64decode: textual(1, 1, base64Decode),
  hextoascii: textual(1, 1, hexToAscii),
  hextodec: textual(1, 1, hexToDec),
  dectohex: {
    least: 1,
    most: 1,
    run([a]) {
      const number = toNumber(a);
      return number === undefined ? undefined : decToHex(number);
    },
  },
  // Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-hash-functions.html
  md5: textual(1, 1, hash('md5')),
  sha256: textual(1, 1, hash('sha256')),
};
