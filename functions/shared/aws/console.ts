import { format } from 'node:util';
import { redact } from '../text/redact.ts';
import { redactDeep } from '../text/redact-deep.ts';
import { soundText } from '../text/sound.ts';

const METHODS = ['debug', 'info', 'log', 'warn', 'error', 'trace'] as const;
/** Marks what is guarded already. */
const GUARDED = Symbol.for('atlasml-monitor.guarded');
type Said = Pick<Console, (typeof METHODS)[number]>;

/** One line of the function's own log: JSON, redacted. */
export const logLine = (entry: object): string => JSON.stringify(redactDeep(entry));

/**
 * Lets nothing out of a console but sound, redacted text, one line for each call, whoever calls it: libraries speak
 * there, too.
 * @param console changed in place.
 */
export function guardConsole(console: Said): void {
  for (const method of METHODS) {
    if (GUARDED in console[method]) continue;
    const say = console[method].bind(console);
    console[method] = Object.assign((...args: unknown[]) => say(oneLine(args)), { [GUARDED]: true });
  }
}

function oneLine(args: unknown[]): string {
  const [first] = args;
  // What we write ourselves is redacted JSON already, and stays JSON.
  const text = typeof first === 'string' && args.length === 1 ? first : format(...args.map((arg) => redactDeep(arg)));
  return redact(soundText(text)).replaceAll('\n', '\\n');
}
