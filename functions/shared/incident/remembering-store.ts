import { ConflictError, type Remembered, type StateStore, type TimeLimit, TimeLimitError } from '../ports.ts';
import { emptyRecord, type ReceiverRecord } from './receiver-record.ts';
import { EMPTY_STATE, type ReporterState } from './reporter-state.ts';

/** What a process keeps between its runs, for when the store does not: it is as good as nothing for another process. */
export interface ProcessMemory {
  state?: Kept<ReporterState>;
  receivers: Map<string, Kept<ReceiverRecord>>;
  /** The run that was kept last, with what each alarm was. */
  keptRun?: { atMs: number; values: string } | undefined;
}

interface Kept<T> {
  value: T;
  /** False when the store did not take it. */
  saved: boolean;
}

export const emptyMemory = (): ProcessMemory => ({ receivers: new Map() });

/** The store as one run sees it: it never makes the run fail but by a conflict. */
export interface RunStore {
  load(receivers: string[]): Promise<Remembered>;
  save(state: ReporterState): Promise<ReporterState>;
  saveReceiver(record: ReceiverRecord): Promise<ReceiverRecord>;
  /** Any other call, for what may be lost; undefined when it failed. */
  attempt<T>(call: (store: StateStore) => Promise<T>): Promise<T | undefined>;
  /** True while this process knows what the store does not. */
  isUnsaved(): boolean;
  /** True once the state or a record could not be read or written, or any call did not end: no other is tried in this run. */
  isAway(): boolean;
  readonly problems: Error[];
}

/**
 * A store that may be away: what it does not take is kept in the memory of the process, and used for as long as nobody else
 * wrote meanwhile. Each call has a time limit.
 */
export function rememberingStore(store: StateStore, memory: ProcessMemory, within: TimeLimit, limitMs: number): RunStore {
  const problems: Error[] = [];
  let away = false;
  async function call<T>(what: string, run: () => Promise<T>, isNeeded = true): Promise<{ value: T } | undefined> {
    if (away) return undefined;
    try {
      return { value: await within(limitMs, run) };
    } catch (error) {
      if (error instanceof ConflictError) throw error;
      // One that hangs would cost its time again and again; one that refuses a call of little worth may take others.
      away = isNeeded || error instanceof TimeLimitError;
      problems.push(new Error(`${what}: ${(error as Error).message}`, { cause: error }));
      return undefined;
    }
  }
  async function saveReceiver(record: ReceiverRecord): Promise<ReceiverRecord> {
    const saved = await call(`what ${record.receiver} was told was not saved`, () => store.saveReceiver(record));
    const kept = { value: saved?.value ?? record, saved: saved !== undefined };
    memory.receivers.set(record.receiver, kept);
    return kept.value;
  }
  /** What was told while the store was away would be lost with this process, for nothing more may be told for long. */
  async function saveWhatIsKept(there: Remembered['receivers']): Promise<Remembered['receivers']> {
    const receivers = { ...there };
    for (const [name, { value, saved }] of memory.receivers) {
      if (saved || (there[name]?.version ?? 0) !== value.version) continue;
      receivers[name] = await saveReceiver(value).catch((error: Error) => {
        // Another process wrote meanwhile: the next run reads what it wrote.
        if (!(error instanceof ConflictError)) throw error;
        return value;
      });
    }
    return receivers;
  }
  return {
    problems,
    isAway: () => away,
    isUnsaved: () => memory.state?.saved === false,
    async load(receivers) {
      const loaded = await call('the state was not read', () => store.load(receivers));
      const stored: Partial<Remembered> = loaded
        ? { ...loaded.value, receivers: await saveWhatIsKept(loaded.value.receivers) }
        : {};
      const newest = <T extends { version: number }>(there: T | undefined, kept: Kept<T> | undefined): T | undefined =>
        kept && (there === undefined || (!kept.saved && kept.value.version === there.version)) ? kept.value : there;
      return {
        state: newest(stored.state, memory.state) ?? EMPTY_STATE,
        receivers: {
          // Those that are not configured any more, too: they may return.
          ...stored.receivers,
          ...Object.fromEntries(
            receivers.map((name) => [name, newest(stored.receivers?.[name], memory.receivers.get(name)) ?? emptyRecord(name)]),
          ),
        },
        damaged: stored.damaged ?? [],
      };
    },
    async save(state) {
      const saved = await call('the state was not saved', () => store.save(state));
      memory.state = { value: saved?.value ?? state, saved: saved !== undefined };
      return memory.state.value;
    },
    saveReceiver,
    async attempt(run) {
      return (await call('the store refused', () => run(store), false))?.value;
    },
  };
}
