import { healthAnswered } from '../../functions/check-logs/counters.ts';
import { CRASH_LINE } from '../../functions/shared/atlasml/crashes.ts';
import { appPrefix, FAILED_START, PROCESS_START, REQUEST_END, STARTED } from '../../functions/shared/atlasml/log-format.ts';
import { withoutNoise } from '../../functions/shared/atlasml/noise.ts';
import { LINE_BEHIND_400, STATUS_FAULTS } from '../../functions/shared/atlasml/status-faults.ts';

const CRASH = new RegExp(`^${CRASH_LINE}`);
const START = new RegExp(`^${PROCESS_START}`);
const UP = new RegExp(`^(?:${STARTED}|${REQUEST_END})`);
const ENDED = new RegExp(`^${REQUEST_END}`);
const FAILED = new RegExp(`^${FAILED_START}`);
const TOLD_ERROR = new RegExp(
  `^(?:${STATUS_FAULTS.filter(({ status, line }) => status >= 500 && line?.logger === LINE_BEHIND_400.logger)
    .map(({ line }) => `${appPrefix('ERROR', line?.logger)}${line?.text}`)
    .join('|')})`,
);
const TRACEBACK = /^Traceback \(most recent call last\):/;

/** What only the whole log tells, in the order of its lines, beside the counts. */
export interface SeenInWhole {
  /** Health requests that were answered with a server error. */
  failedHealth: number;
  /** Errors that AtlasML's own handlers tell, each of which fails one request with 5xx. */
  toldErrors: number;
  /** Requests of which AtlasML itself says that they ended. */
  ended: number;
  /** Lines by which native code or a kill ended the process. */
  crashes: number;
  /** The first of them. */
  crash?: string;
  /** Starts that an exception ended before uvicorn could say so. */
  brokenStarts: number;
  /** The log ends in a start. */
  isStarting: boolean;
}

type Start = 'none' | 'begun' | 'raised';

/** Follows AtlasML's processes through a log, line by line. */
export class WholeLog {
  readonly #failedHealth: RegExp;
  readonly #starts = new Map<string, Start>();
  #seen = { failedHealth: 0, toldErrors: 0, ended: 0, crashes: 0, brokenStarts: 0 };
  #crash: string | undefined;

  constructor(logs: Parameters<typeof healthAnswered>[0]) {
    this.#failedHealth = new RegExp(`^${healthAnswered(logs, '5[0-9]{2}')}`);
  }

  /** @param source tells apart the processes that write one log. */
  look(message: string, source: string): void {
    const line = withoutNoise(message);
    const start = this.#starts.get(source) ?? 'none';
    if (this.#failedHealth.test(message)) this.#seen.failedHealth++;
    if (TOLD_ERROR.test(line)) this.#seen.toldErrors++;
    if (ENDED.test(line)) this.#seen.ended++;
    if (CRASH.test(line)) {
      this.#seen.crashes++;
      this.#crash ??= line.trim();
    } else if (START.test(line)) {
      if (start === 'raised') this.#seen.brokenStarts++;
      this.#starts.set(source, 'begun');
    } else if (start === 'none') return;
    else if (UP.test(line) || FAILED.test(line)) this.#starts.set(source, 'none');
    else if (TRACEBACK.test(line)) this.#starts.set(source, 'raised');
  }

  /** What was seen, when nothing follows. */
  get seen(): SeenInWhole {
    const last = [...this.#starts.values()];
    return {
      ...this.#seen,
      brokenStarts: this.#seen.brokenStarts + last.filter((start) => start === 'raised').length,
      isStarting: last.includes('begun'),
      ...(this.#crash !== undefined && { crash: this.#crash }),
    };
  }
}
