import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Memory is looked at so often. */
const LOOK_EVERY_MS = 20_000;
/** It is worth a fifth of a second of the processor to give back so much. */
const WORTH_BYTES = 16_000_000;

export interface HeapPorts {
  /** Bytes of the process in memory. */
  rss(): number;
  /** Collects all garbage, and gives free pages back to the system. */
  collect(): void;
}

/**
 * A burst, such as a log that is read behind hand, leaves V8 with pages that it keeps for the next one: up to 40 MB. They are given back
 * when the process has grown by {@link WORTH_BYTES} over what it was behind the last time.
 */
export class HeapKeeper {
  readonly #ports: HeapPorts;
  #leastBytes = 0;

  constructor(ports: HeapPorts) {
    this.#ports = ports;
  }

  look(): void {
    const { rss, collect } = this.#ports;
    const bytes = rss();
    if (this.#leastBytes > 0 && bytes < this.#leastBytes + WORTH_BYTES) {
      this.#leastBytes = Math.min(this.#leastBytes, bytes);
      return;
    }
    collect();
    this.#leastBytes = rss();
  }
}

/** As long as the process runs. */
export function giveBackHeap(): void {
  const keeper = new HeapKeeper({ rss: process.memoryUsage.rss, collect: collector() });
  setInterval(() => keeper.look(), LOOK_EVERY_MS).unref();
}

/** The only way to V8's last resort, https://nodejs.org/api/v8.html#v8setflagsfromstringflags; nobody else sees it. */
export function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;
  setFlagsFromString('--no-expose-gc');
  return () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
