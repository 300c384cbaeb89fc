import type { LogEvent } from '../../insights/index.ts';
import type { Line } from './line-reader.ts';
import { OrderClock } from './order-clock.ts';
import { beyondQuarter, MOST_OFFSET_MS, nearestQuarter, Tally } from './quarter-hours.ts';
import { offsetAt } from './zone.ts';

/** What is known of the clock that writes AtlasML's times. */
export interface SeenClock {
  /** How far it is ahead of UTC by the newest lines, ms; undefined where nothing tells. */
  offsetMs: number | undefined;
  /** The configured zone, where it is used. */
  zone?: string;
  /** The configured zone does not fit what is seen. */
  isZoneWrong?: true;
  /** The clock was put forward or back within the log. */
  hasChanged: boolean;
  /** How far the outer times of CloudWatch are ahead of when it took the lines, ms; 0 where they are right. */
  driverOffsetMs: number;
  /** The moment of the newest line, epoch ms. */
  newestMs: number;
}

/** The time within which the lines of a portion were written: since the last look at the file, until this one. Epoch ms. */
export interface Portion {
  fromMs: number;
  toMs: number;
  /** More follows that was written by then: the last of it shows the clock. */
  goesOn?: boolean;
}

/** AtlasML's time and an outer one differ by no more, beside whole quarter hours. */
const OUTER_TOLERANCE_MS = 60_000;
/** CloudWatch takes events within that. */
const INGESTION_TOLERANCE_MS = 120_000;
/** Two clocks of one machine may differ by so much. */
const EARLY_MS = 10_000;
/** Half of a quarter hour, less some: within it a quarter hour is surely told from its neighbours. */
const LATE_MS = 420_000;
/** So long after a change enough lines have shown it. */
const SETTLES_MS = 3_600_000;
/** No two zones that AtlasML may be in differ by less. */
const LEAST_CHANGE_MS = 1_800_000;

/**
 * Gives each line its moment. AtlasML's times name no zone; what tells it is, in this order: an outer time with a zone, the
 * moment at which a followed file was read, the configured zone, when a file was last written, and the order of the lines.
 */
export class LineClock {
  readonly #zone: string | undefined;
  #order: OrderClock;
  #isZoneWrong = false;
  #isKnown = false;
  #hasChanged = false;
  readonly #outer = new Tally();
  readonly #driver = new Tally();
  readonly #lastMs = new Map<string, number>();
  #anyMs: number | undefined;
  #correctionMs = 0;
  /** The line that had a time last: another one with the same has its moment. */
  #before: { stampMs: number; source: string | undefined; portion: Portion; atMs: number } | undefined;

  /**
   * @param zone the configured one, an IANA name.
   * @param firstMs the moment of lines before the first that has a time; that of the first which has one when left out.
   */
  constructor(zone: string | undefined, firstMs?: number) {
    this.#zone = zone;
    this.#order = new OrderClock(zone);
    this.#anyMs = firstMs;
  }

  /**
   * Learns how far the clock is off from when a file was last written, which was at its last line. Before {@link place}.
   * @param lateMs how long before that the last line with a time can have been.
   */
  anchor(lines: readonly Pick<Line, 'stampMs' | 'arrivalMs'>[], writtenMs: number, lateMs: number): void {
    const stamps = lines.flatMap(({ stampMs }) => stampMs ?? []);
    const last = stamps.at(-1);
    if (last === undefined || this.#zone !== undefined || lines.some(({ arrivalMs }) => arrivalMs !== undefined)) return;
    const rest = beyondQuarter(last - writtenMs);
    if (rest < -lateMs || rest > EARLY_MS || Math.abs(last - writtenMs) > MOST_OFFSET_MS) return;
    const rehearsal = new OrderClock(undefined);
    for (const stamp of stamps) rehearsal.next(stamp);
    this.#order = new OrderClock(undefined, nearestQuarter(last - writtenMs) - rehearsal.offsetMs);
    this.#isKnown = true;
  }

  /** Places the lines of a whole log, or those that were added to one that is followed. */
  place(lines: readonly Line[], portion?: Portion): LogEvent[] {
    const moments = this.momentsOf(lines, portion);
    return lines.map(({ text: message, source: logStream }, i) => {
      const timestamp = moments[i] as number;
      return logStream === undefined ? { timestamp, message } : { timestamp, message, logStream };
    });
  }

  /** The moments of the same, epoch ms. */
  momentsOf(lines: readonly Line[], portion?: Portion): number[] {
    const changesAt = portion && !portion.goesOn ? this.#changeIn(lines, portion) : undefined;
    this.#anyMs ??= this.#firstOf(lines);
    let last: { source: string | undefined; atMs: number } | undefined;
    return lines.map((line, i) => {
      if (changesAt?.index === i) this.#change(changesAt.offsetMs);
      const atMs = this.#momentOf(line, portion);
      const { source } = line;
      if (last?.atMs === atMs && last.source === source) return atMs;
      last = { source, atMs };
      this.#anyMs = atMs;
      this.#lastMs.set(source ?? '', atMs);
      return atMs;
    });
  }

  /** How much later than placed the lines were that came before the clock was known, ms; told once. */
  takeCorrection(): number {
    const correction = this.#correctionMs;
    this.#correctionMs = 0;
    return correction;
  }

  get seen(): SeenClock {
    const newestMs = this.#anyMs ?? 0;
    const outer = this.#outer.now();
    const isZoneWrong = this.#isZoneWrong || !this.#fitsZone(outer, newestMs);
    const zone = isZoneWrong ? undefined : this.#zone;
    const own = zone === undefined ? (this.#isKnown ? this.#order.offsetMs : undefined) : offsetAt(zone, newestMs);
    return {
      offsetMs: outer ?? own,
      ...(zone !== undefined && { zone }),
      ...(isZoneWrong && { isZoneWrong: true as const }),
      hasChanged: this.#hasChanged || this.#order.hasChanged || this.#outer.hasChanged,
      driverOffsetMs: this.#driver.most() ?? 0,
      newestMs,
    };
  }

  /** Right after a change the outer times may still show the clock before it. */
  #fitsZone(outerMs: number | undefined, atMs: number): boolean {
    const zone = this.#zone;
    if (zone === undefined || outerMs === undefined) return true;
    return [atMs, atMs - SETTLES_MS].some((ms) => offsetAt(zone, ms) === outerMs);
  }

  #momentOf({ arrivalMs, ingestedMs, stampMs, source }: Line, portion: Portion | undefined): number {
    if (arrivalMs !== undefined) {
      if (ingestedMs !== undefined) this.#driver.add(arrivalMs - ingestedMs, INGESTION_TOLERANCE_MS);
      const at = arrivalMs - (this.#driver.most() ?? 0);
      if (stampMs !== undefined) this.#outer.add(stampMs - at, OUTER_TOLERANCE_MS);
      return at;
    }
    const before = this.#lastMs.get(source ?? '') ?? this.#anyMs ?? 0;
    if (stampMs === undefined) return before;
    const same = this.#before;
    if (same?.stampMs === stampMs && same.portion === portion && same.source === source) return same.atMs;
    this.#before = undefined;
    if (!portion) return this.#order.next(stampMs);
    // Nothing that is read now was written later, nor before what was read earlier: such a time is text that somebody sent.
    const at = this.#order.peek(stampMs, portion.toMs);
    const isOurs = at <= portion.toMs + EARLY_MS && at >= Math.min(before, portion.fromMs) - LATE_MS;
    if (!isOurs) return before;
    const atMs = this.#order.next(stampMs, portion.toMs);
    this.#before = { stampMs, source, portion, atMs };
    return atMs;
  }

  /** Whether the lines that came now show another clock, and from which one on. */
  #changeIn(lines: readonly Line[], { fromMs, toMs }: Portion): { index: number; offsetMs: number } | undefined {
    const stamped = lines.flatMap(({ stampMs, arrivalMs }, index) =>
      stampMs !== undefined && arrivalMs === undefined ? [{ stampMs, index }] : [],
    );
    const newest = stamped.at(-1);
    if (!newest) return undefined;
    const fits = (stampMs: number) => {
      const late = toMs - this.#order.peek(stampMs, toMs);
      return late >= -EARLY_MS && late <= LATE_MS;
    };
    if (fits(newest.stampMs)) {
      this.#isKnown = true;
      return undefined;
    }
    const difference = newest.stampMs - toMs;
    const offsetMs = nearestQuarter(difference);
    const longest = Math.min(LATE_MS, toMs - fromMs + EARLY_MS);
    const rest = beyondQuarter(difference);
    const others = stamped.slice(stamped.findLastIndex(({ stampMs }) => fits(stampMs)) + 1);
    const first = others[0] ?? newest;
    // Lines that came late, of a pipe that was stuck, go over more time than there was to write them.
    const isAtOnce = Math.abs(newest.stampMs - first.stampMs) <= longest && rest <= EARLY_MS && rest >= -longest;
    const changes = Math.abs(newest.stampMs - this.#order.peek(newest.stampMs, toMs) - offsetMs) >= LEAST_CHANGE_MS;
    return isAtOnce && changes && Math.abs(difference) <= MOST_OFFSET_MS ? { index: first.index, offsetMs } : undefined;
  }

  #firstOf(lines: readonly Line[]): number | undefined {
    const first = lines.find(({ arrivalMs, stampMs }) => arrivalMs !== undefined || stampMs !== undefined);
    return first?.arrivalMs ?? (first?.stampMs === undefined ? undefined : this.#order.peek(first.stampMs));
  }

  #change(offsetMs: number): void {
    if (!this.#isKnown) this.#correctionMs -= offsetMs - this.#order.offsetMs;
    this.#hasChanged ||= this.#isKnown;
    this.#isKnown = true;
    this.#isZoneWrong = this.#zone !== undefined;
    this.#order = new OrderClock(undefined, offsetMs);
    this.#before = undefined;
  }
}
