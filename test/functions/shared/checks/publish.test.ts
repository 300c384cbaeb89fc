import { describe, expect, test } from 'vitest';
import { publish } from '../../../../functions/shared/checks/publish.ts';
import type { MemoryObservation, Observation } from '../../../../functions/shared/observation.ts';
import type { Metric } from '../../../../functions/shared/signals/metrics.ts';

const SEEN: MemoryObservation = { check: 'memory', atMs: 5 };
const UP: Metric = { key: 'up', value: 1, dimensions: { Endpoint: 'health' }, highResolution: true };

/** Stores whose writes end when the test says so. */
function stores() {
  const [observation, metrics] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const written: unknown[] = [];
  const ports = {
    store: {
      saveObservation: (saved: Observation) => {
        written.push(saved);
        return observation.promise;
      },
    },
    metrics: {
      put: (put: Metric[], atMs: number) => {
        written.push({ put, atMs });
        return metrics.promise;
      },
    },
  };
  return { observation, metrics, written, ports };
}

/** A timer that the test lets run out. */
function handTimer() {
  const asked: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  let cancelled: AbortSignal | undefined;
  const timer = (ms: number, signal: AbortSignal) => {
    asked.push(ms);
    cancelled = signal;
    return promise;
  };
  return { timer, asked, runOut: resolve, isCancelled: () => cancelled?.aborted === true };
}

/** Lets all that can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** What became of a promise so far. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  promise.catch(() => {});
  await settle();
  return Promise.race([promise, 'waits']).then(
    (value) => (value === 'waits' ? 'waits' : 'well'),
    (error: Error) => error.message,
  );
}

test('metrics and observation go out side by side, the observation with what was published', async () => {
  const { written, ports, observation, metrics } = stores();
  const run = publish(SEEN, [UP], ports);
  await settle();
  expect(written).toEqual([
    { ...SEEN, published: [{ key: 'up', value: 1, dimensions: { Endpoint: 'health' } }] },
    { put: [UP], atMs: 5 },
  ]);
  observation.resolve();
  metrics.resolve();
  expect(await run).toEqual(SEEN);
});

test('without metrics none are put', async () => {
  const { written, ports, observation } = stores();
  observation.resolve();
  await publish(SEEN, [], ports);
  expect(written).toEqual([{ ...SEEN, published: [] }]);
});

describe.each(['observation', 'metrics'] as const)('the %s', (first) => {
  const second = first === 'metrics' ? 'observation' : 'metrics';

  test('may end first; the other gets two seconds more, and within them all is well', async () => {
    const { ports, ...writes } = stores();
    const { timer, asked, isCancelled } = handTimer();
    const run = publish(SEEN, [UP], ports, { timer });
    expect([await stateOf(run), asked]).toEqual(['waits', []]);
    writes[first].resolve();
    expect([await stateOf(run), asked]).toEqual(['waits', [2000]]);
    writes[second].resolve();
    expect([await stateOf(run), isCancelled()]).toEqual(['well', true]);
  });

  test('is not held up by the other, which is named', async () => {
    const { ports, ...writes } = stores();
    const { timer, runOut } = handTimer();
    const run = publish(SEEN, [UP], ports, { timer });
    writes[first].resolve();
    expect(await stateOf(run)).toBe('waits');
    runOut();
    expect(await stateOf(run)).toBe(`not written: ${second}: not ended 2 s after the other`);
    // What comes too late, and fails, ends nothing else.
    writes[second].reject(new Error('too late'));
    await settle();
  });

  test('is named with its reason when it is refused, and the other goes out', async () => {
    const { ports, written, ...writes } = stores();
    const run = publish(SEEN, [UP], ports, handTimer());
    writes[first].reject(new Error('refused'));
    writes[second].resolve();
    expect(await stateOf(run)).toBe(`not written: ${first}: refused`);
    expect(written).toHaveLength(2);
  });

  test('is named beside the other when it is refused and the other hangs', async () => {
    const { ports, ...writes } = stores();
    const { timer, runOut } = handTimer();
    const run = publish(SEEN, [UP], ports, { timer });
    writes[first].reject(new Error('refused'));
    runOut();
    const message = await stateOf(run);
    expect(message).toContain(`${first}: refused`);
    expect(message).toContain(`${second}: not ended 2 s after the other`);
  });
});

test('two that are refused are both named, with their errors', async () => {
  const { ports, observation, metrics } = stores();
  const [away, denied] = [new Error('the table is away'), new Error('denied')];
  observation.reject(away);
  metrics.reject(denied);
  const error: AggregateError = await publish(SEEN, [UP], ports).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  );
  expect(error.message).toBe('not written: observation: the table is away; metrics: denied');
  expect(error.errors.map((e) => e.cause)).toEqual([away, denied]);
});

test('with hideIpAddresses no address is stored', async () => {
  const stored: unknown[] = [];
  const store = { saveObservation: async (observation: unknown) => void stored.push(observation) };
  const observation = { check: 'memory', atMs: 5, memory: { state: 'unknown', reason: '10.0.0.7 does not answer' } } as const;
  await publish(observation, [], { store, metrics: { put: async () => {} } }, { hideIpAddresses: true });
  await publish(observation, [], { store, metrics: { put: async () => {} } }, { hideIpAddresses: false });
  expect(stored).toMatchObject([
    { memory: { reason: '[address] does not answer' } },
    { memory: { reason: '10.0.0.7 does not answer' } },
  ]);
});

test('what is stored is sound: the next runs put it into messages', async () => {
  const stored: unknown[] = [];
  const store = { saveObservation: async (observation: unknown) => void stored.push(observation) };
  const observation = {
    check: 'memory',
    atMs: 5,
    memory: { state: 'unknown', reason: '\x1b]0;all well\x07disk \ud83d' },
  } as const;
  const returned = await publish(observation, [], { store, metrics: { put: async () => {} } });
  expect(stored).toMatchObject([{ memory: { state: 'unknown', reason: 'disk \ufffd' } }]);
  expect(stored).toEqual([{ ...returned, published: [] }]);
});
