import type { LogEvent } from '../../insights/index.ts';
import { LineKinds } from '../follow/line-kinds.ts';
import { type Busy, HealthAsked } from './busy-times.ts';
import { type Mark, markOf } from './log-marks.ts';
import { DISORDER_MS } from './pieces/moments.ts';
import { type Said, type SaidInPiece, saidIn } from './pieces/said.ts';
import { busyIn, ProcessLives } from './process-lives.ts';

/** Health answers of the log that follow each other and say the same. Epoch ms. */
export interface AnswerRun {
  fromMs: number;
  toMs: number;
  status: number;
  /** The collections that were missing then. */
  missing: string[];
}

/** All of a log that tells what a probe would have got. Plain data. */
export interface ProbeFacts {
  /** The times in which connections were accepted, in their order. Epoch ms. */
  lives: { fromMs: number; toMs: number; busy: Busy[]; answers: AnswerRun[] }[];
}

/** Lines of other requests come between those of one. */
const LINES_BEFORE = 40;
const SECOND_MS = 1_000;
const MISSING = / - httpx - HTTP Request: GET \S+\/v1\/schema\/(\w+) "HTTP\/1\.1 404/;

/** The collection that a line says is missing. */
export function missingIn(message: string): string | undefined {
  return message.includes('/v1/schema/') ? MISSING.exec(message)?.[1] : undefined;
}

/** Reads a log once, line by line, for what a probe would have got. The memory does not grow with its lines. */
export class ProbeFactsOfLog {
  readonly #kinds = new LineKinds();
  readonly #marks = new WeakMap<object, { mark: Omit<Mark, 'atMs'> | undefined }>();
  readonly #lives = new ProcessLives();
  readonly #asked = new HealthAsked();
  /** By the places of the lives. */
  readonly #answers = new Map<number, AnswerRun[]>();
  /** The newest lines that say that a collection is missing, with their places. */
  #missing: { place: number; atMs: number; name: string }[] = [];
  #place = 0;
  /** Of pieces, what lines may follow that are older. */
  readonly #waiting: Said[] = [];
  #newestMs = Number.NEGATIVE_INFINITY;

  /** @param event in the order of time. */
  add({ timestamp: atMs, message }: LogEvent): void {
    const place = this.#place++;
    const missing = missingIn(message);
    const mark = this.#markOf(message);
    this.take({ atMs, place, ...(mark && { mark: { atMs, ...mark } }), ...(missing !== undefined && { missing }) });
  }

  /** The same of a line that was read elsewhere. Of lines that say nothing only those may be left out that stand before no start. */
  take({ atMs, place, mark, missing }: Said): void {
    if (missing !== undefined) this.#missing = [...this.#missing.slice(1 - LINES_BEFORE), { place, atMs, name: missing }];
    this.#lives.add(atMs, mark);
    if (!mark?.health) return;
    if (mark.what === 'begin') this.#asked.add(atMs);
    const { status = 0 } = mark;
    if (mark.what === 'access' && (status < 300 || status >= 400)) this.#answer(atMs, status, place);
  }

  /** What the lines of a piece say; later pieces come later. @param newestMs of the lines of the piece, epoch ms. */
  addPiece(piece: SaidInPiece, newestMs: number): void {
    for (const said of saidIn(piece, this.#place)) this.#waiting.push(said);
    this.#place += piece.lines;
    this.#newestMs = Math.max(this.#newestMs, newestMs);
    this.#takeWaiting(this.#newestMs - DISORDER_MS);
  }

  /** @param untilMs what is older is whole: the lines are taken in the order of time. */
  #takeWaiting(untilMs: number): void {
    this.#waiting.sort((a, b) => a.atMs - b.atMs);
    const late = this.#waiting.findIndex(({ atMs }) => atMs > untilMs);
    const whole = late < 0 ? this.#waiting.splice(0) : this.#waiting.splice(0, late);
    for (const said of whole) this.take(said);
  }

  /** When nothing follows. @param untilMs up to when the log would have held further lines, epoch ms. */
  end(untilMs: number): ProbeFacts {
    this.#takeWaiting(Number.POSITIVE_INFINITY);
    const isAsked = this.#asked.isRegular;
    const lives = this.#lives.end(untilMs).map((life, i) => {
      const { fromMs, toMs } = life;
      return { fromMs, toMs, busy: busyIn(life, isAsked), answers: this.#answers.get(i) ?? [] };
    });
    return { lives };
  }

  #markOf(message: string): Omit<Mark, 'atMs'> | undefined {
    const kind = this.#kinds.of(message);
    const known = kind && this.#marks.get(kind);
    if (known) return known.mark;
    const mark = markOf(message);
    if (kind) this.#marks.set(kind, { mark });
    return mark;
  }

  #answer(atMs: number, status: number, place: number): void {
    const before = this.#missing.filter((m) => m.place >= place - LINES_BEFORE && m.atMs >= atMs - SECOND_MS);
    const missing = status < 300 ? [] : [...new Set(before.map(({ name }) => name))];
    const life = this.#lives.open;
    if (life === undefined) return;
    const answers = this.#answers.get(life) ?? [];
    this.#answers.set(life, answers);
    const last = answers.at(-1);
    if (last?.status === status && last.missing.join() === missing.join()) last.toMs = atMs;
    else answers.push({ fromMs: atMs, toMs: atMs, status, missing });
  }
}
