import { type FieldName, nameOf } from '../language/ast.ts';
import { QueryError } from '../language/errors.ts';
import { didYouMean } from '../language/suggest.ts';
import type { Evaluator, Use } from '../row.ts';
import { givenTwice } from './given-twice.ts';
import { LAMBDA_FIELDS } from './log-types.ts';
import type { MessageGlob } from './message-glob.ts';

/** Where the fields that the service makes for each event stand in a row. */
export const TIMESTAMP = 0;
export const MESSAGE = 1;
export const LOG_STREAM = 2;
export const LOG = 3;
export const INGESTION_TIME = 4;
export const PTR = 5;
/** The fields of every event. */
export const SYSTEM_FIELDS = ['@timestamp', '@message', '@logStream', '@log', '@ingestionTime', '@ptr'];
const FIRST_FREE = SYSTEM_FIELDS.length;

/** A field in a row: its place, and whether its number is a time. */
export interface Place {
  slot: number;
  time: boolean;
  /** The function that makes a map or list of it. */
  madeBy?: 'jsonParse' | 'split';
}

/** A field that is found in the JSON of a message. */
export interface Discovered {
  slot: number;
  /** Its keys and indexes joined by dots, as the documentation writes them. */
  path: string;
  /** True of a name such as `@requestId`, which is found in the logs of a service and in no JSON. */
  isOfService?: true;
}

const USES: readonly Use[] = ['presence', 'number', 'identity', 'value'];

/** The fields of the other side of a join, as the query asks for them. */
export interface Joined {
  /** The slot of each by its name. */
  fields: Map<string, number>;
  ask(field: FieldName): Place;
}

/** What a name means at one point of a query: the fields by name, and their places in a row. */
export class Scope {
  readonly query: string;
  readonly discovered: Discovered[] = [];
  /** What the writer should know though the query runs. */
  readonly warnings: string[] = [];
  /** The places that the query reads, and what for. */
  readonly read = new Map<number, Use>();
  readonly #names = new Map<string, Place>();
  /** The names that the query gave. */
  readonly #given = new Set<string>();
  /** What stats computed, by the lower-case text of the expression. */
  readonly #texts = new Map<string, Place>();
  /** After stats only what stats made can be named. */
  readonly #closed: boolean;
  /** The sides of joins by their alias; undefined is the rows' own side. */
  readonly #sides = new Map<string, Joined | undefined>();
  /** What joins ask of each subquery, by its index. */
  readonly asked = new Map<number, Joined>();
  #length: number;

  private constructor(query: string, closed: boolean, length: number) {
    this.query = query;
    this.#closed = closed;
    this.#length = length;
  }

  /** The scope of a log event: its own fields, and all that its JSON may hold. */
  static ofEvents(query: string): Scope {
    const scope = new Scope(query, false, FIRST_FREE);
    SYSTEM_FIELDS.forEach((name, slot) => {
      scope.#names.set(name, { slot, time: slot === TIMESTAMP || slot === INGESTION_TIME });
    });
    return scope;
  }

  /**
   * The scope behind a command that makes rows of its own, such as stats: nothing but these columns.
   * @param columns `text` is what a column was computed from, by which `sort max(x)` means the column with the alias, too.
   */
  static ofColumns(query: string, columns: { name: string; time: boolean; text?: string }[]): Scope {
    const scope = new Scope(query, true, columns.length);
    columns.forEach(({ name, time, text }, slot) => {
      scope.#names.set(name, { slot, time });
      if (text !== undefined) scope.#texts.set(text.toLowerCase(), { slot, time });
    });
    return scope;
  }

  /** How long a row is. */
  get length(): number {
    return this.#length;
  }

  /** False behind what makes rows of its own, such as stats. */
  get isOfEvents(): boolean {
    return !this.#closed;
  }

  /** Where the length of the message stands in a row, in code points; undefined until a function asks for it. */
  messageLength: number | undefined;

  /** Where its template for `pattern` stands; undefined until the command asks for it. */
  template: number | undefined;

  /** The commands `parse` whose patterns may match nothing: how a pattern is written, and the fields that it makes. */
  readonly parses: { pattern: string; names: string[] }[] = [];

  /** Patterns of `parse` that can be matched where the message is read. */
  readonly globs: MessageGlob[] = [];

  /** Notes that the query reads a place; who asks for more than another is given that. */
  reads(slot: number, use: Use = 'value'): void {
    const before = this.read.get(slot);
    if (before === undefined || USES.indexOf(use) > USES.indexOf(before)) this.read.set(slot, use);
  }

  newSlot(): number {
    return this.#length++;
  }

  define(name: string, place: Place): void {
    this.#names.set(name, place);
  }

  /**
   * Defines a name that the query gives; the service takes each but once.
   * @param at where the command or column begins that gives it.
   * @throws QueryError where the query gave it before.
   */
  name(name: string, place: Place, at: number): void {
    if (this.#given.has(name)) throw givenTwice(name, this.query, at);
    this.#given.add(name);
    this.define(name, place);
  }

  /** The place of a defined name; undefined for one that is not. */
  find(name: string): Place | undefined {
    return this.#names.get(name);
  }

  /** Looks for a field in the messages, but for behind stats. */
  resolveIfOpen(name: string, at: number): void {
    if (!this.#closed) this.resolve({ kind: 'field', segments: [name], at });
  }

  /** A column that is named by the text of an expression, such as `count(*)`; letters' case does not matter. */
  findText(text: string): Place | undefined {
    const computed = this.#texts.get(text.toLowerCase());
    if (computed) return computed;
    for (const [name, place] of this.#names) {
      if (name.toLowerCase() !== text.toLowerCase()) continue;
      this.reads(place.slot);
      return place;
    }
    return undefined;
  }

  /**
   * Where a field is: its place, and the path into a map or list that stands there.
   * @param use what the field is read for.
   * @throws QueryError behind stats, for what stats did not make.
   */
  resolve(field: FieldName, use: Use = 'value'): Place & { path: string[] } {
    const [alias = '', ...rest] = field.segments;
    if (rest.length > 0 && this.#sides.has(alias) && !this.#names.has(nameOf(field))) {
      const inner: FieldName = { kind: 'field', segments: rest, at: field.at };
      const side = this.#sides.get(alias);
      return side ? { ...side.ask(inner), path: [] } : this.resolve(inner);
    }
    for (let taken = field.segments.length; taken >= 1; taken--) {
      const place = this.#names.get(field.segments.slice(0, taken).join('.'));
      // An object of the message is its text there; what is in it is found by its whole path.
      if (place && taken < field.segments.length && this.discovered.some(({ slot }) => slot === place.slot)) continue;
      if (place) this.reads(place.slot, taken === field.segments.length ? use : 'value');
      if (place) return { ...place, time: place.time && taken === field.segments.length, path: field.segments.slice(taken) };
    }
    if (this.#closed) throw this.#unknown(field);
    const place = this.#discover(nameOf(field));
    this.reads(place.slot, use);
    return { ...place, path: [] };
  }

  /**
   * From here on fields with the alias of a join's side in front are that side's.
   * @param isTime tells of a field of the other side whether it is a time, and throws for one that there is not.
   */
  join(left: string, right: string, query: number, isTime: (name: string, at: number) => boolean): Joined {
    const places = new Map<string, Place>();
    const joined: Joined = {
      fields: new Map(),
      ask: (field) => {
        const name = nameOf(field);
        const place = places.get(name) ?? { slot: this.newSlot(), time: isTime(name, field.at) };
        places.set(name, place);
        joined.fields.set(name, place.slot);
        return place;
      },
    };
    this.#sides.set(left, undefined).set(right, joined);
    this.asked.set(query, joined);
    return joined;
  }

  #discover(name: string): Place {
    const place = { slot: this.newSlot(), time: false };
    this.#names.set(name, place);
    // A key that begins with @ gets another one; a single @ is for what the service makes itself.
    if (name.startsWith('@@')) this.discovered.push({ slot: place.slot, path: name.slice(1) });
    else if (LAMBDA_FIELDS.includes(name)) this.discovered.push({ slot: place.slot, path: name, isOfService: true });
    else if (name.startsWith('@')) this.#warn(name);
    else this.discovered.push({ slot: place.slot, path: name });
    return place;
  }

  #warn(name: string): void {
    const hint = didYouMean(name, [...SYSTEM_FIELDS, ...LAMBDA_FIELDS]) ?? `a JSON key that begins with @ is written @${name}`;
    this.warnings.push(`${name} is no field that is known here; ${hint}`);
  }

  #unknown(field: FieldName): QueryError {
    const names = [...this.#names.keys()];
    const hint = didYouMean(nameOf(field), names) ?? `there is ${names.join(', ')}`;
    return new QueryError(`${nameOf(field)} is not defined by the command before`, this.query, field.at, {
      length: nameOf(field).length,
      hint,
    });
  }
}

/** The time of an event; behind stats there is one only when stats made it. */
export function timeIn(scope: Scope): Evaluator {
  const place = scope.find('@timestamp');
  if (place) scope.reads(place.slot);
  return place ? (row) => row[place.slot] : () => undefined;
}
