import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { LogsObservation } from '../../../functions/shared/observation.ts';
import { layDownPast } from '../../../local/demo/past.ts';
import { type ServedPage, servePage } from '../../../local/page/server.ts';
import { storeSource } from '../../../local/page/store-source.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';

/** A day that was well, and now: an incident that comes and goes, or a log that nobody can read. */
export async function standingPage(state: 'unstable' | 'unknown'): Promise<{ page: ServedPage; store: SqliteStore }> {
  const nowMs = Date.now();
  const config = resolveConfig({ endpoints: [{ name: 'health', url: 'https://a.example.org/' }], logs: { group: 'g' } });
  const store = new SqliteStore(config.slug);
  await layDownPast(store, { endpoint: 'health', components: config.components }, nowMs);
  const components = config.components.map((component) => ({ component, up: true }));
  const up = {
    endpoint: 'health',
    verdict: 'up' as const,
    sentence: 'HTTP 200',
    attempts: 1,
    timings: { totalMs: 41 },
    components,
    earlierFaults: [],
  };
  await store.state.saveObservation({ check: 'health', atMs: nowMs, endpoints: [up] });
  const logs: LogsObservation = {
    check: 'logs',
    atMs: nowMs,
    window: { startMs: nowMs - 300_000, endMs: nowMs },
    unknown: 'could not be read: the query did not end in time',
    evidence: [],
    notes: [],
  };
  await store.state.saveObservation(logs);
  if (state === 'unstable') {
    const { state: empty } = await store.state.load();
    const openedMs = nowMs - 48 * 60_000;
    const member = {
      alarm: 'a',
      signal: 'server-errors',
      subject: '',
      title: 'many server errors',
      severity: 'page',
      state: 'alarm',
      sinceMs: openedMs,
    } as const;
    const account = {
      atMs: openedMs,
      short: 'OpenAI limits the rate',
      cause: 'OpenAI refuses requests because too many are made (429).',
      certain: true,
      besides: [],
      errors: [],
    };
    await store.state.save({
      ...empty,
      incidents: [{ id: 'a', openedMs, revision: 4, changes: [], relapses: 4, account, members: [member] }],
    });
  }
  const clock = { now: () => Date.now(), sleep: async () => {} };
  const secrets = { changedMs: () => Promise.reject(new Error('none')) };
  const source = storeSource({ config, store, clock, receivers: [], secrets });
  return { page: await servePage({ sources: [source], address: { host: '127.0.0.1', port: 0 } }), store };
}
