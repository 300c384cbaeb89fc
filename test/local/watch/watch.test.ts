import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { Message } from '../../../functions/shared/message/message.ts';
import { pastAttempts } from '../../../local/replay/past-attempt.ts';
import { SimulatedClock } from '../../../local/replay/simulated-clock.ts';
import { openInbox, openStore } from '../../../local/store/open-store.ts';
import type { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { watch } from '../../../local/watch/watch.ts';
import { recordedAnswer } from '../../support/corpus.ts';

const T0 = Date.parse('2026-11-25T10:00:00Z');
const MINUTE = 60_000;
const ALARM = 'atlasml-test-endpoint-down-health';
const OK = recordedAnswer('health-ok').body;

const config = resolveConfig({
  environment: 'test',
  endpoints: [{ name: 'health', url: 'https://a.example.org/api/v1/health/' }],
});
const folder = () => join(mkdtempSync(join(tmpdir(), 'watch-')), 'data');

interface MachineOptions {
  mostPages?: number;
  /** Whether Docker tells at once that the endpoint went down. */
  hasDocker?: boolean;
}

/** One process that watches an endpoint which is down at some times, on a clock that jumps. */
class Machine {
  readonly clock: SimulatedClock;
  readonly store: SqliteStore;
  readonly said: string[] = [];
  readonly failures: string[] = [];
  readonly told: { atMs: number; kind: Message['kind'] }[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(directory: string, startMs: number, isDown: (atMs: number) => boolean, more: MachineOptions = {}) {
    this.clock = new SimulatedClock(startMs);
    const now = this.clock.now;
    const { hasDocker, ...stored } = more;
    this.store = openStore({ directory, environment: 'test', now, onNotice: (text) => this.said.push(text), ...stored });
    const refused = { error: 'ECONNREFUSED', tookMs: 1, connected: false } as const;
    const attempt = pastAttempts(
      (atMs) => (isDown(atMs) ? refused : { status: 200, headers: {}, body: OK, tookMs: 20 }),
      this.clock,
    );
    const receiver = {
      name: 'email',
      deliver: async ({ kind }: Message) => void this.told.push({ atMs: now(), kind }),
    };
    const secrets = { read: () => Promise.reject(new Error('no secrets')) };
    let ids = 0;
    const newId = () => `${startMs}-${++ids}`;
    const ports = {
      clock: this.clock,
      within: this.clock.within,
      store: this.store,
      attempt,
      secrets,
      receivers: [receiver],
      newId,
      ...(hasDocker && { containerNews: onceWhen(() => isDown(now())) }),
    };
    const failed = (what: string, error: Error) => void this.failures.push(`${what}: ${error.message}`);
    this.#running = watch(config, ports, { observed() {}, changed() {}, failed }, this.#stop.signal);
  }

  until(atMs: number): Promise<void> {
    return this.clock.runUntil(atMs);
  }

  async alarm(): Promise<string | undefined> {
    return this.store.alarms.load().find((a) => a.name === ALARM)?.value;
  }

  /** Ends at once, as a process that is killed; what it still wanted to do is not done. */
  kill(): void {
    this.#stop.abort();
    this.store.close();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.until(this.clock.now() + 10 * MINUTE);
    await this.#running;
    this.store.close();
  }
}

/** True the first time that it is so. */
function onceWhen(isSo: () => boolean): () => Promise<boolean> {
  let was = false;
  return async () => {
    const isNew = isSo() && !was;
    was = isSo();
    return isNew;
  };
}

test('what Docker tells is told to people within 60 s, wherever in the minute it happens', async () => {
  const waits = await Promise.all(
    [1, 8, 15, 22, 29, 36, 43, 50, 57].map(async (second) => {
      const downMs = T0 + 5 * MINUTE + second * 1000;
      const machine = new Machine(':memory:', T0, (atMs) => atMs >= downMs, { hasDocker: true });
      await machine.until(downMs + 3 * MINUTE);
      const [first] = machine.told;
      await machine.stop();
      return ((first?.atMs ?? Number.POSITIVE_INFINITY) - downMs) / 1000;
    }),
  );
  expect(Math.max(...waits)).toBeLessThanOrEqual(60);
});

test('a restart in an outage: alarms are as they were, nobody is told twice, and the end is told', async () => {
  const directory = folder();
  const isDown = (atMs: number) => atMs >= T0 + 5 * MINUTE && atMs < T0 + 30 * MINUTE;
  const first = new Machine(directory, T0, isDown);
  await first.until(T0 + 10 * MINUTE);
  expect(first.told.map((t) => t.kind)).toEqual(['opened']);
  expect(await first.alarm()).toBe('ALARM');
  first.kill();
  const second = new Machine(directory, T0 + 14 * MINUTE, isDown);
  expect(await second.alarm()).toBe('ALARM');
  await second.until(T0 + 25 * MINUTE);
  expect(second.told).toEqual([]);
  await second.until(T0 + 45 * MINUTE);
  expect(second.told.map((t) => t.kind)).toEqual(['resolved']);
  const turns = second.store.alarms.history(0).filter((t) => t.name === ALARM);
  expect(turns.map((t) => t.became)).toEqual(['OK', 'ALARM', 'OK']);
  expect(second.store.messages.list(9).map((m) => m.kind)).toEqual(['resolved', 'opened']);
  expect(second.store.messages.list(1)[0]).toMatchObject({ receiver: 'email', subject: expect.stringContaining('RESOLVED') });
  expect([...first.failures, ...second.failures]).toEqual([]);
  await second.stop();
});

test('a disk that is full for hours: the same is told as with room, and that nothing can be written is said once', async () => {
  const isDown = (atMs: number) => atMs >= T0 + 30 * MINUTE && atMs < T0 + 7 * 60 * MINUTE;
  const told = async (directory: string, more: { mostPages?: number }) => {
    const machine = new Machine(directory, T0, isDown, more);
    await machine.until(T0 + 8 * 60 * MINUTE);
    await machine.stop();
    return machine;
  };
  const withRoom = await told(':memory:', {});
  const full = await told(folder(), { mostPages: 1 });
  expect(withRoom.told.map((t) => t.kind).filter((k) => k !== 'reminded')).toEqual(['opened', 'resolved']);
  expect(full.told).toEqual(withRoom.told);
  const written = full.said.filter((text) => /cannot be written: database or disk is full/.test(text));
  expect(written.some((text) => text.startsWith('Metrics '))).toBe(true);
  expect(new Set(full.said).size).toBe(full.said.length);
});

test('what somebody asks is done by the one that writes, once, and answered', async () => {
  const directory = folder();
  const isDown = (atMs: number) => atMs >= T0 + 5 * MINUTE;
  const machine = new Machine(directory, T0, isDown);
  const inbox = openInbox(directory, machine.clock.now);
  const silence = inbox.put({ command: 'silence', minutes: 20, why: 'a deploy', by: 'Ada' });
  await machine.until(T0 + 15 * MINUTE);
  expect(inbox.answerOf(silence)).toEqual({ isDone: true, said: expect.stringMatching(/silen/i) });
  expect(machine.told).toEqual([]);
  await machine.until(T0 + 30 * MINUTE);
  expect(machine.told.map((t) => t.kind)).toEqual(['opened']);
  const ack = inbox.put({ command: 'ack', by: 'Ada' });
  await machine.until(T0 + 31 * MINUTE);
  expect(inbox.answerOf(ack)).toEqual({ isDone: true, said: expect.stringMatching(/^Ada is on this incident/) });
  await machine.until(T0 + 7 * 60 * MINUTE);
  expect(machine.told.filter((t) => t.kind === 'reminded')).toEqual([]);
  inbox.close();
  await machine.stop();
});
