import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { Incident } from '../../../functions/shared/incident/reporter-state.ts';
import type { LogsObservation } from '../../../functions/shared/observation.ts';
import type { PageSource } from '../../../local/page/port.ts';
import { type ServedPage, servePage } from '../../../local/page/server.ts';
import { storeSource } from '../../../local/page/store-source.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';

/** What would run, load or break out where it is taken for markup. */
export const HOSTILE = `"><img src=x onerror="window.hit=1"><script>window.hit=1</script><svg/onload=window.hit=1>' javascript:window.hit=1`;
const MINUTE_MS = 60_000;

/** A page whose every text that comes from outside is hostile. */
export async function plantedPage(): Promise<{ page: ServedPage; source: PageSource; store: SqliteStore }> {
  const nowMs = Date.now();
  const clock = { now: () => Date.now(), sleep: async () => {} };
  const config = resolveConfig({
    environment: 'test',
    service: '<img src=x onerror=hit=1>',
    endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
    logs: { group: 'g' },
  });
  const store = new SqliteStore(config.slug);
  const incident = incidentOf(nowMs);
  const { state } = await store.state.load();
  await store.state.save({
    ...state,
    incidents: [incident],
    silence: { fromMs: nowMs - 1, untilMs: nowMs + 1e6, why: HOSTILE, by: HOSTILE },
  });
  await store.state.archive({ ...incident, id: 'over', resolvedMs: nowMs - MINUTE_MS, openedMs: nowMs - 20 * MINUTE_MS });
  await store.state.saveObservation({
    check: 'health',
    atMs: nowMs,
    endpoints: [
      {
        endpoint: HOSTILE,
        verdict: 'down',
        sentence: HOSTILE,
        attempts: 1,
        timings: { totalMs: 1 },
        components: [{ component: HOSTILE, up: false, message: HOSTILE }],
        earlierFaults: [],
      },
    ],
  });
  await store.state.saveObservation(logsOf(nowMs));
  const about = { kind: 'opened' as const, incident: incident.id };
  store.messages.add({
    atMs: nowMs,
    receiver: HOSTILE,
    subject: HOSTILE,
    text: `What to do: ${HOSTILE}`,
    failure: HOSTILE,
    ...about,
  });
  const name = `atlasml-${config.slug}-server-errors`;
  store.alarms.save([{ name, value: 'ALARM', reason: HOSTILE, sinceMs: nowMs }], []);
  store.logs.add([{ timestamp: nowMs, message: `2026-11-25 10:00:00 - ERROR - atlasml.utils - ${HOSTILE}`, logStream: HOSTILE }]);
  const secrets = { changedMs: () => Promise.reject(new Error(HOSTILE)) };
  const source = storeSource({ config, store, clock, receivers: [], secrets });
  source.observed(logsOf(nowMs));
  const page = await servePage({ sources: [source], address: { host: '127.0.0.1', port: 0 } });
  return { page, source, store };
}

function incidentOf(nowMs: number): Incident {
  const kind = logsOf(nowMs).evidence;
  return {
    id: 'open-incident',
    openedMs: nowMs - 5 * MINUTE_MS,
    revision: 1,
    changes: [{ revision: 1, atMs: nowMs - 5 * MINUTE_MS, joined: [HOSTILE], recovered: [], note: HOSTILE }],
    acknowledgedBy: HOSTILE,
    account: { atMs: nowMs, short: HOSTILE, cause: HOSTILE, certain: true, besides: [HOSTILE], errors: [HOSTILE] },
    evidence: { kinds: kind, lastWords: { atMs: nowMs, lines: [HOSTILE] } },
    members: [
      {
        alarm: 'a',
        signal: 'server-errors',
        subject: HOSTILE,
        title: HOSTILE,
        severity: 'page',
        state: 'alarm',
        sinceMs: nowMs - 5 * MINUTE_MS,
      },
    ],
  };
}

function logsOf(nowMs: number): LogsObservation {
  return {
    check: 'logs',
    atMs: nowMs,
    window: { startMs: nowMs - 5 * MINUTE_MS, endMs: nowMs },
    unknown: HOSTILE,
    evidence: [
      {
        fingerprint: 'f',
        level: 'ERROR',
        logger: HOSTILE,
        text: HOSTILE,
        count: 1,
        newestMs: nowMs,
        exception: HOSTILE,
        where: [HOSTILE],
        causedBy: [{ exception: HOSTILE, where: [HOSTILE] }],
      },
    ],
    notes: [HOSTILE],
  };
}
