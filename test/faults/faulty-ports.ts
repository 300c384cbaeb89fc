import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoRecordStore } from '../../functions/shared/aws/record-store.ts';
import { DeliveryError } from '../../functions/shared/delivery/delivery-error.ts';
import type { Message } from '../../functions/shared/message/message.ts';
import type { Channel } from '../../functions/shared/observation.ts';
import type { AlarmSource, IssueSource, Receiver, RecordStore, StoredRecord } from '../../functions/shared/ports.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import { DatabaseFile } from '../../local/store/database-file.ts';
import { sqliteRecordStore } from '../../local/store/record-store.ts';
import { STATE } from '../../local/store/schema.ts';
import { isOn, MINUTE, type Plan, START, type Target } from './plan.ts';
import type { Random } from './random.ts';
import type { SimClock } from './sim-clock.ts';

/** One run of a function, with what went wrong in it. */
export interface Run {
  startMs: number;
  process: { dead: boolean };
  /** Dies at this call, before or after it is made. */
  killAt: number | undefined;
  hit: { target: Target; mode: string }[];
  /** When each receiver was first called. */
  called: Map<string, number>;
}

const never = <T>(): Promise<T> => new Promise(() => {});

/** Makes calls of a run fail as the plan says, and the run die where it says. */
export class Faults {
  readonly #plan: Plan;
  readonly #clock: SimClock;
  readonly #random: Random;
  kills: number[] = [];

  constructor(plan: Plan, clock: SimClock, random: Random) {
    this.#plan = plan;
    this.#clock = clock;
    this.#random = random;
  }

  isFaulty(target: Target, atMs = this.#clock.now()): string | undefined {
    return this.#plan.faults.find((f) => f.what === target && isOn(f, (atMs - START) / MINUTE))?.mode;
  }

  async call<T>(run: Run, target: Target, real: () => Promise<T>, special: Record<string, () => Promise<T>> = {}): Promise<T> {
    if (run.process.dead) return never();
    const dies = run.killAt !== undefined && run.killAt-- === 0;
    if (dies && this.#random.chance(0.5)) return this.#kill(run);
    const mode = this.isFaulty(target);
    if (mode) run.hit.push({ target, mode });
    const value = await this.#faulty(mode, real, special);
    if (dies) return this.#kill(run);
    return run.process.dead ? never() : value;
  }

  #kill<T>(run: Run): Promise<T> {
    run.process.dead = true;
    this.kills.push(this.#clock.now());
    return never();
  }

  async #faulty<T>(mode: string | undefined, real: () => Promise<T>, special: Record<string, () => Promise<T>>): Promise<T> {
    if (mode === undefined) return real();
    const own = special[mode];
    if (own) return own();
    if (mode === 'hang') return never();
    if (mode === 'late') {
      await this.#clock.sleep(this.#random.whole(500, 20_000));
      return real();
    }
    if (mode === 'lost-answer') {
      await real();
      throw new DeliveryError('the answer was lost', 'retry', { ambiguous: true });
    }
    throw new Error(`${mode}d on purpose`);
  }

  records(store: RecordStore, run: Run): RecordStore {
    return {
      list: (...args) => this.call(run, 'read', () => store.list(...args)),
      put: (...args) => this.call(run, 'write', () => store.put(...args)),
    };
  }

  alarms(source: AlarmSource, run: Run): AlarmSource {
    const states = () => source.states();
    return {
      states: () =>
        this.call(run, 'alarms', states, {
          partial: async () => (await states()).filter(() => this.#random.chance(0.5)),
          garbage: async () =>
            this.#random.chance(0.5)
              ? (undefined as unknown as AlarmState[])
              : (await states()).map((s) => ({ ...s, value: this.#random.chance(0.5) ? ('BROKEN' as never) : s.value })),
        }),
    };
  }

  /** A Sentry that knows of nothing. */
  issues(run: Run): IssueSource {
    const nothing = { issues: [], others: 0, orMore: false };
    return {
      seen: (window) => this.call(run, 'sentry', async () => ({ atMs: this.#clock.now(), window, ...nothing })),
      counts: () => never(),
    };
  }

  receiver(name: Channel, got: (message: Message) => void, run: Run): Receiver {
    return {
      name,
      deliver: (message) => {
        if (!run.called.has(name)) run.called.set(name, this.#clock.now());
        return this.call<undefined>(
          run,
          name,
          async () => {
            got(message);
            return undefined;
          },
          {
            limit: async () => {
              throw new DeliveryError('Slack answered HTTP 429', 'retry', { retryAfterMs: this.#random.whole(1, 200) * 1000 });
            },
          },
        );
      },
    };
  }
}

/** A store of records of either kind, without faults. */
export function recordsOf(kind: Plan['store']): RecordStore {
  return kind === 'sqlite' ? sqliteRecordStore(DatabaseFile.inMemory(STATE), () => 0) : dynamoRecordStore('table', stubDynamo());
}

/** DynamoDB's answers to the two commands that the store of records sends. */
function stubDynamo(): DynamoDBClient {
  const items = new Map<string, Record<string, { S?: string; N?: string }>>();
  const send = async ({ input }: { input: Record<string, never> }) => {
    const {
      Item,
      Key,
      ConditionExpression,
      ExpressionAttributeValues: values,
      ScanIndexForward,
      Limit,
    } = input as Record<string, never> & {
      Item?: Record<string, { S?: string; N?: string }>;
      Key?: Record<string, { S?: string }>;
      ConditionExpression?: string;
      ExpressionAttributeValues?: Record<string, { S?: string; N?: string }>;
      ScanIndexForward?: boolean;
      Limit?: number;
    };
    if (Key) return { Item: items.get(`${Key.kind?.S}/${Key.id?.S}`) };
    if (Item) {
      const key = `${Item.kind?.S}/${Item.id?.S}`;
      const there = items.get(key)?.version?.N;
      if (ConditionExpression !== undefined && there !== undefined && there !== values?.[':expected']?.N)
        throw Object.assign(new Error('refused'), {
          name: 'ConditionalCheckFailedException',
          $metadata: { httpStatusCode: 400 },
        });
      items.set(key, Item);
      return {};
    }
    const found = [...items.values()]
      .filter(
        (i) =>
          i.kind?.S === values?.[':kind']?.S &&
          (i.id?.S ?? '') >= (values?.[':from']?.S ?? '') &&
          (i.id?.S ?? '') <= (values?.[':to']?.S ?? '\uffff'),
      )
      .sort((a, b) => ((a.id?.S ?? '') < (b.id?.S ?? '') ? -1 : 1));
    return { Items: (ScanIndexForward === false ? found.reverse() : found).slice(0, Limit ?? found.length) };
  };
  return { send } as unknown as DynamoDBClient;
}

/** A record as it would be after somebody else wrote into it. */
export const spoiledRecord = (id: string, json: string, version: number): StoredRecord => ({ id, json, version });
