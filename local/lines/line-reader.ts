import { withoutNoise } from '../../functions/shared/atlasml/noise.ts';
import { stripTerminalCodes } from '../../functions/shared/text/terminal-codes.ts';
import { EnvelopeChooser, formByLooks, isOfAnyForm, PLAIN } from './choose-envelope.ts';
import { DOCUMENT_NAME, DocumentReader, looksLikeDocument } from './document.ts';
import type { Envelope, Unwrapped } from './envelope.ts';
import { PieceJoiner } from './pieces.ts';
import { formOf } from './recognise.ts';
import { SourceChooser } from './sources.ts';
import { readOwnStamp } from './stamps.ts';

/** A whole line of AtlasML's log, and what is known of when it came. */
export type Line = Unwrapped & {
  /** AtlasML's own time, which names no zone: as if it were UTC, epoch ms. */
  stampMs?: number;
};

/** How a log was read. */
export interface HowRead {
  /** Undefined while no line was AtlasML's. */
  form: string | undefined;
  lines: number;
  /** Lines in a form that AtlasML or uvicorn writes. */
  recognised: number;
  /** Of these, those that only AtlasML writes. */
  own: number;
  /** Lines that are none of the tool's form. */
  broken: number;
  /** Lines of AtlasML's that are in another form than the rest, and are not read. */
  otherForm: number;
  /** A document that breaks off. */
  isCut: boolean;
  /** Of the chosen containers, those that docker compose says to have ended with another code than 0: "atlasml-1 exited with code 137". */
  exits: string[];
  chosen: string[];
  others: string[];
}

/** So many lines wait for the form to be known. */
const HEAD_LINES = 20_000;
/** Nor more of them than this: what is no log may have no line ends. */
const HEAD_CHARACTERS = 32 << 20;

/** Takes AtlasML's lines out of what any of the known tools writes around them. Lines come in order and may come in portions. */
export class LineReader {
  readonly #chooser = new EnvelopeChooser();
  readonly #pieces = new PieceJoiner();
  readonly #sources: SourceChooser;
  #head: string[] = [];
  #headCharacters = 0;
  readonly #exits: string[] = [];
  #envelope: Envelope | undefined;
  #document: DocumentReader | undefined;
  #first: string | undefined;
  #lastSource: string | undefined;
  #counts = { lines: 0, recognised: 0, own: 0, broken: 0, otherForm: 0 };

  /** @param service the only one of a mixed log whose lines are asked for. */
  constructor(service?: string) {
    this.#sources = new SourceChooser(service);
  }

  /** Of lines around which nothing stands, from the begin of one in the midst of a log on. */
  static ofPlainLines(): LineReader {
    const reader = new LineReader();
    reader.#envelope = PLAIN;
    return reader;
  }

  push(lines: string[]): Line[] {
    const out: Line[] = [];
    for (const raw of lines) {
      const line = raw.replace(FILLING, '');
      if (line === '') continue;
      if (this.#envelope || this.#document) {
        this.#read(line, out);
        continue;
      }
      this.#first ??= line;
      this.#head.push(line);
      this.#headCharacters += line.length;
      this.#envelope = this.#chooser.look(line);
      if (this.#envelope) this.#open(out);
      else if (this.#head.length >= HEAD_LINES || this.#headCharacters >= HEAD_CHARACTERS) out.push(...this.flush());
    }
    return out;
  }

  /** What is known of lines that cannot wait, of a file that still grows; the form stays open while none is AtlasML's. */
  flush(): Line[] {
    const out: Line[] = [];
    if (this.#head.length > 0) this.#open(out);
    // What was taken by its looks alone may turn out to be another form. A document can only be read from its begin.
    if (this.#chooser.best() === undefined) this.#envelope = undefined;
    return out;
  }

  /** All that is left, when nothing follows. */
  end(): Line[] {
    const out: Line[] = [];
    if (this.#head.length > 0) this.#open(out);
    for (const line of this.#pieces.end()) out.push(...this.#chosenOf(line));
    out.push(...this.#sources.end().map((line) => this.#whole(line)));
    return out;
  }

  /** True while each line stands for itself: what is read of it hangs on no other. */
  get isPlain(): boolean {
    return this.#envelope === PLAIN && !this.#pieces.isOpen;
  }

  /** Lines in another form than the rest so far. */
  get inOtherForm(): number {
    return this.#counts.otherForm;
  }

  /** One more line that was read before, whose form is known. */
  count(form: ReturnType<typeof formOf>): void {
    this.#counts.lines++;
    if (form) this.#counts.recognised++;
    if (form === 'own') this.#counts.own++;
  }

  get how(): HowRead {
    const known = this.#counts.recognised > 0;
    const name = this.#document ? DOCUMENT_NAME : this.#envelope?.name;
    return {
      ...this.#counts,
      broken: this.#counts.broken + (this.#document?.broken ?? 0),
      form: known ? name : undefined,
      isCut: this.#document?.isOpen ?? false,
      exits: this.#exits.filter((exit) => this.#sources.chosen.some((name) => exit.startsWith(`${name} `))),
      chosen: this.#sources.chosen,
      others: this.#sources.others,
    };
  }

  #open(out: Line[]): void {
    this.#envelope ??= this.#chooser.best();
    if (!this.#envelope && looksLikeDocument(this.#head.slice(0, 4).join('\n'))) this.#document = new DocumentReader();
    if (!this.#document) this.#envelope ??= formByLooks(this.#first ?? '');
    this.#headCharacters = 0;
    for (const line of this.#head.splice(0)) this.#read(line, out);
  }

  #read(line: string, out: Line[]): void {
    for (const record of this.#unwrapped(line)) {
      this.#lastSource = record.source;
      for (const whole of this.#pieces.push(record)) out.push(...this.#chosenOf(whole));
    }
  }

  #unwrapped(line: string): Unwrapped[] {
    if (this.#document) return this.#document.push(line);
    const found = this.#envelope?.read(line);
    if (found) return [found];
    if (!this.#envelope?.isStrict) return [{ text: line, ...(this.#lastSource !== undefined && { source: this.#lastSource }) }];
    const [exit] = EXITED.exec(stripTerminalCodes(line)) ?? [];
    if (exit !== undefined) this.#exits.push(exit);
    this.#counts.broken++;
    if (isOfAnyForm(line)) this.#counts.otherForm++;
    return [];
  }

  #chosenOf(line: Unwrapped): Line[] {
    // awslogs sends no empty event, and PutLogEvents refuses one.
    if (line.text === '') return [];
    return this.#sources.push(line).map((chosen) => this.#whole(chosen));
  }

  #whole(line: Unwrapped): Line {
    const text = withoutColourBeforeTime(line.text);
    const form = formOf(text);
    this.count(form);
    if (form ? hasLineInside(text) : isOfAnyForm(text)) this.#counts.otherForm++;
    const stampMs = readOwnStamp(text);
    return { ...line, text, ...(stampMs !== undefined && { stampMs }) };
  }
}

/** Of docker compose logs --follow and up, also where it restarts the container; 143 is a stop in order (SIGTERM). */
const EXITED = /[\w.-]+ exited with code (?!(?:0|143)\b)\d+/;

/** Zeros of a file that was cut to nothing while its writer went on; the mark of a file that was put behind another one. */
const FILLING = /^[\0\ufeff]+/;

/** Lines that are ended by a carriage return alone come as one. */
const RETURN_BEFORE_TIME = /\r\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} - /;
const hasLineInside = (text: string) => text.includes('\r') && RETURN_BEFORE_TIME.test(withoutNoise(text));

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what is looked for.
const COLOUR_BEFORE_TIME = /^(?:\x1b\[[0-9;]*[A-Za-z])+(?=\d{4}-\d{2}-\d{2} )/;

/** A tool's colour before AtlasML's own line would hide its form; uvicorn's own colours stand behind the begin and stay. */
const withoutColourBeforeTime = (text: string) => text.replace(COLOUR_BEFORE_TIME, '');
