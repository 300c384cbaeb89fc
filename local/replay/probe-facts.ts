import type { LogEvent } from '../../insights/index.ts';
import { LineKinds } from '../follow/line-kinds.ts';
import { type Busy, HealthAsked } from './busy-times.ts';
import { type Mark, markOf } from './log-marks.ts';
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

  /** @param event in the order of time. */
  add({ timestamp: atMs, message }: LogEvent): void {
    const place = this.#place++;
    if (message.includes('/v1/schema/')) {
      const name = MISSING.exec(message)?.[1];
      if (name !== undefined) this.#missing = [...this.#missing.slice(1 - LINES_BEFORE), { place, atMs, name }];
    }
    const found = this.#markOf(message);
    const mark = found && { atMs, ...found };
    this.#lives.add(atMs, mark);
    if (!mark?.health) return;
    if (mark.what === 'begin') this.#asked.add(atMs);
    const { status = 0 } = mark;
    if (mark.what === 'access' && (status < 300 || status >= 400)) this.#answer(atMs, status, place);
  }

  /** When nothing follows. @param untilMs up to when the log would have held further lines, epoch ms. */
  end(untilMs: number): ProbeFacts {
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
