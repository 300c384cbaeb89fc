import { nameOf } from './redact/names.ts';
import { HIDDEN } from './redact/scan.ts';
import { redact } from './redact.ts';
import { soundText } from './sound.ts';

/** Deeper than this nobody reads, and a value that somebody sent may be made to break whoever walks through it. */
const DEEPEST = 64;
const TOO_DEEP = '[too deep]';
const UNREADABLE = '[unreadable]';

/**
 * Makes every text in a value sound and redacts it, keys included, and leaves the structure as it is. What stands under
 * the name of a secret is hidden whole, whatever it is; any other text is judged with its key before it. Circles stay
 * circles. Of an object of a class its own fields are kept, of an error its name, message and stack; dates and URLs
 * become text. What cannot be read, as a getter that throws, is said. Never throws.
 */
export function redactDeep<T>(value: T): T {
  const done = new Map<object, unknown>();

  const walk = (item: unknown, key: string, isSecret: boolean, depth: number): unknown => {
    if (typeof item === 'string') return isSecret ? hiddenText(item) : redactValue(key, item);
    if (typeof item === 'number' || typeof item === 'bigint') return isSecret ? HIDDEN : item;
    if (typeof item !== 'object' || item === null) return item;
    if (depth > DEEPEST) return TOO_DEEP;
    const plain = plainOf(item);
    if (typeof plain === 'string') return isSecret ? HIDDEN : redactValue(key, plain);
    const known = done.get(item);
    if (known !== undefined) return known;
    if (Array.isArray(plain)) {
      const list: unknown[] = [];
      done.set(item, list);
      for (const each of plain) list.push(walk(each, key, isSecret, depth + 1));
      return list;
    }
    const copy: Record<string, unknown> = {};
    done.set(item, copy);
    const isNamed = namesSecret(plain);
    const isKey = typeof plain.kty === 'string';
    for (const [given, each] of Object.entries(plain)) {
      const name = nameFor(given);
      // Named in any other way, a key `__proto__` would be lost.
      const field = {
        value: walk(
          each,
          name,
          isSecret || isSecretName(name) || (isNamed && VALUE.test(name)) || (isKey && JWK_PART.test(name)),
          depth + 1,
        ),
        enumerable: true,
        writable: true,
      };
      Object.defineProperty(copy, name, { ...field, configurable: true });
    }
    return copy;
  };

  return walk(value, '', false, 0) as T;
}

/** The names of fields are the same few over and over. */
const names = new Map<string, string>();
const MOST_NAMES = 1_000;
const LONGEST_NAME = 40;

function nameFor(given: string): string {
  const known = names.get(given);
  if (known !== undefined) return known;
  const name = redact(soundText(given));
  if (name === given && name.length <= LONGEST_NAME && names.size < MOST_NAMES) names.set(given, name);
  return name;
}

/** What a key in the form of RFC 7517 keeps to itself. */
const JWK_PART = /^(?:k|d|p|q|dp|dq|qi)$/;
const VALUE = /^(?:parameter)?_?value$/i;
const NAME = /^(?:parameter)?_?(?:name|key)$/i;

/** A pair of a list: `{ name: 'API_KEY', value: 'x' }`, as tasks, headers and parameters are written. */
function namesSecret(fields: Record<string, unknown>): boolean {
  return Object.entries(fields).some(
    ([key, of]) => NAME.test(key) && typeof of === 'string' && isSecretName(of.slice(of.lastIndexOf('/') + 1)),
  );
}

const hiddenText = (text: string) => (text === '' ? text : HIDDEN);

function isSecretName(name: string): boolean {
  const { kind, mayCount } = nameOf(name);
  return (kind === 'secret' || kind === 'authorization' || kind === 'cookie') && !mayCount;
}

function redactValue(key: string, text: string): string {
  const sound = soundText(text);
  const before = `${key}: `;
  const both = key === '' ? '' : redact(before + sound);
  return key !== '' && both.startsWith(before) ? both.slice(before.length) : redact(sound);
}

/** The text, the list or the fields that stand for an object. */
function plainOf(item: object): string | unknown[] | Record<string, unknown> {
  try {
    if (Array.isArray(item)) return item;
    if (item instanceof Date || item instanceof URL) return String(item.toJSON());
    if (ArrayBuffer.isView(item)) return `[${item.byteLength} bytes]`;
    if (item instanceof Map) return [...item];
    if (item instanceof Set) return [...item];
    if (item instanceof Error) return { ...fieldsOf(item), name: item.name, message: item.message, stack: item.stack };
    return fieldsOf(item);
  } catch {
    return UNREADABLE;
  }
}

/** A getter is asked once, and one that throws costs its own field alone. */
function fieldsOf(item: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(item).map((key) => {
      try {
        return [key, (item as Record<string, unknown>)[key]];
      } catch {
        return [key, UNREADABLE];
      }
    }),
  );
}
