import type { Command, ParseMode } from '../language/ast.ts';
import { compileGlob, matchGlob } from '../language/glob.ts';
import { forTest, searchFor } from '../language/linear-regex.ts';
import { compileRegex } from '../language/regex.ts';
import type { Evaluator, Row } from '../row.ts';
import { toText, type Value } from '../values.ts';
import { byteUse, decode, encode } from './bytes.ts';
import type { Setting } from './compiled.ts';
import { compileExpression, valueBefore } from './expressions.ts';
import { isRawMessage } from './like.ts';
import { MESSAGE } from './scope.ts';
import type { CompiledStep } from './step.ts';
import { parseCsv, parseLogfmt } from './text-forms.ts';

type Parse = Extract<Command, { kind: 'parse' }>;

/** Finds the values of the fields in a text, or nothing when it does not match; several when each match makes a row. Values that are not wanted may be left out. */
type Extract1 = (text: string, wanted: readonly boolean[]) => Value[][];

/** `parse`: a text that does not match keeps the row, without the fields. */
export function compileParse(command: Parse, setting: Setting): CompiledStep {
  const { scope } = setting;
  const raw = setting.bytes && isRawMessage(command.source, setting);
  const { names, extract, onBytes } = compileMode(command.how, command.at, setting, raw);
  const isEarly = onBytes && command.how.mode === 'glob' && names.every((name) => !scope.find(name));
  // What is matched where the message is read does not ask for the message.
  const source: Evaluator = isEarly ? (row) => row[MESSAGE] : compileExpression(command.source, setting).value;
  const text = onBytes ? (row: Row) => row[MESSAGE] as string : (row: Row) => toText(source(row));
  // A field that the message has itself keeps its value where this one does not match.
  const places = names.map((name) => ({ slot: scope.newSlot(), before: valueBefore(name, setting, command.at) }));
  names.forEach((name, i) => void scope.name(name, { slot: (places[i] as { slot: number }).slot, time: false }, command.at));
  const filled = isEarly ? scope.newSlot() : undefined;
  if (filled !== undefined && command.how.mode === 'glob')
    scope.globs.push({ parts: command.how.pattern.split('*').map(encode), slots: places.map(({ slot }) => slot), filled });
  const number = scope.parses.length;
  if (command.how.mode === 'glob') scope.parses.push({ pattern: `"${command.how.pattern}"`, names });
  if (command.how.mode === 'regex') scope.parses.push({ pattern: `/${command.how.source}/`, names });
  const step: CompiledStep['step'] = (next, told) => {
    let seen = number < scope.parses.length ? told : undefined;
    const see = (isMatch: boolean) => {
      seen?.(number, isMatch);
      if (isMatch) seen = undefined;
    };
    // When a scan begins, it is known of every field whether it is read.
    const wanted = places.map(({ slot }) => scope.read.has(slot));
    return (row) => {
      if (filled !== undefined && row[filled] !== undefined) {
        if (seen) see(row[filled] === 1);
        next(row);
        return;
      }
      const subject = text(row);
      const matches = subject === undefined ? [] : extract(subject, wanted);
      if (seen && subject !== undefined) see(matches.length > 0);
      for (const values of matches.length === 0 ? NO_MATCH : matches) {
        for (let i = 0; i < places.length; i++) {
          const { slot, before } = places[i] as { slot: number; before: Evaluator | undefined };
          const value = values[i];
          row[slot] = value !== undefined || before === undefined ? value : before(row);
        }
        next(row);
      }
    };
  };
  return { step, shows: names };
}

const NO_MATCH: Value[][] = [[]];

function compileMode(
  how: ParseMode,
  at: number,
  setting: Setting,
  raw: boolean,
): { names: string[]; extract: Extract1; onBytes: boolean } {
  const { query } = setting.scope;
  if (how.mode === 'csv') return { names: how.names, extract: (text) => [parseCsv(text)], onBytes: false };
  if (how.mode === 'logfmt') return { names: [how.name], extract: (text) => [[parseLogfmt(text)]], onBytes: false };
  if (how.mode === 'glob') {
    const { parts } = compileGlob(how.pattern, how.names, query, at);
    const glob = { parts: raw ? parts.map(encode) : parts };
    const extract: Extract1 = (text, wanted) => {
      const values = matchGlob(glob, text, wanted);
      return values ? [raw ? values.map((v) => v && decode(v)) : values] : [];
    };
    return { names: how.names, extract, onBytes: raw };
  }
  const { source, flags, fields, groups } = compileRegex(how.source, query, at);
  const onBytes = raw && byteUse(source).exact;
  const named = how.names.length > 0 ? how.names : fields.map((f) => f.name);
  const valuesOf = (match: RegExpExecArray): Value[] => {
    const found = how.names.length > 0 ? match.slice(1, groups + 1) : fields.map((f) => match.groups?.[f.group]);
    return onBytes ? found.map((v) => v && decode(v)) : found;
  };
  if (how.multi) {
    const all = new RegExp(source, `${flags}g`);
    const some = new RegExp(forTest(source), flags);
    return { names: named, extract: (text) => (some.test(text) ? Array.from(text.matchAll(all), valuesOf) : []), onBytes };
  }
  const search = searchFor(source, flags);
  const extract: Extract1 = (text) => {
    const match = search(text);
    return match ? [valuesOf(match)] : [];
  };
  return { names: named, extract, onBytes };
}
