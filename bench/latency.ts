import { screenOf } from '../cli/screen.ts';
import { askAgain } from '../functions/check-health/ask-again.ts';
import { checkHealth } from '../functions/check-health/check.ts';
import { lookAgain } from '../functions/report-incident/tell/look-again.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { ReceiverRecord } from '../functions/shared/incident/receiver-record.ts';
import type { Incident } from '../functions/shared/incident/reporter-state.ts';
import { pastAttempts } from '../local/replay/past-attempt.ts';
import type { PastProbe } from '../local/replay/seen.ts';
import { SimulatedClock } from '../local/replay/simulated-clock.ts';
import { seeded } from './corpus-like.ts';
import { type Way, wayOf } from './latency/way.ts';

/**
 * How long people wait: from the moment of a failure to the message that is handed to SNS, p50 and p95. The real probe and the real
 * second look run on a simulated clock; the way between them has the constants of the real template. Two things are assumed: how
 * long CloudWatch takes to evaluate an alarm, and what the calls in between take. `npm run bench:latency [FAILURES]`
 */
const FAILURES = Number(process.argv[2] ?? 1_000);
const { print } = screenOf(process);
/** Assumed: between a datapoint and the change of its alarm. */
const EVALUATION_MS = [2_000, 14_000] as const;
/** Assumed: a datapoint is put, a change goes from SNS to SQS and to the function, the reporter reads, saves and hands over. */
const CALLS_MS = { put: 200, wake: 250, read: 350, send: 150 };
const ANSWERS_MS = 80;

const SILENT = { secrets: { read: () => Promise.reject(new Error('no secrets')) } };
const INCIDENT: Incident = {
  id: 'i',
  openedMs: 0,
  revision: 1,
  changes: [],
  members: [
    {
      alarm: 'a',
      signal: 'endpoint-down',
      subject: 'health',
      title: 'endpoint health is down',
      severity: 'page',
      state: 'alarm',
      sinceMs: 0,
    },
  ],
};
const NOBODY_TOLD: ReceiverRecord = { receiver: 'email', version: 0, told: {}, attempts: [], noticed: [] };
const random = seeded(20);

const config = resolveConfig({ endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }] });
const way = wayOf(config);
const { attempts, leastAttempts, intervalSeconds } = config.confirm;
print(`${attempts} attempts (${leastAttempts} when all is well), ${intervalSeconds} s between; ${JSON.stringify(way)}`);
print(`assumed: evaluation ${EVALUATION_MS.join(' to ')} ms, calls ${JSON.stringify(CALLS_MS)}; ${FAILURES} failures each`);

const OUTAGES: Record<string, PastProbe> = {
  'connections are refused': () => ({ error: 'ECONNREFUSED', connected: false, tookMs: 1 }),
  'AtlasML hangs': () => ({ error: 'timeout', connected: true, tookMs: 0 }),
};
const OK: ReturnType<PastProbe> = { status: 200, headers: {}, body: '{"status":"ok","components":{}}', tookMs: ANSWERS_MS };
for (const [what, fails] of Object.entries(OUTAGES)) {
  const took: number[] = [];
  for (let i = 0; i < FAILURES; i++) {
    // The moments are spread evenly, the evaluations at random, the same each time.
    const failsMs = ((i + 0.5) / FAILURES) * way.scheduleMs;
    took.push(await waited(fails, failsMs));
  }
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => ((sorted[Math.floor(share * sorted.length)] ?? Number.NaN) / 1000).toFixed(0);
  print(`${what}: p50 ${at(0.5)} s, p95 ${at(0.95)} s, longest ${at(0.9999)} s`);
}

/** From a failure to its message, ms. @param failsMs after a run began by its schedule. */
async function waited(fails: PastProbe, failsMs: number): Promise<number> {
  const probe: PastProbe = (atMs, limitMs) => (atMs >= failsMs ? fails(atMs, limitMs) : OK);
  const downMs = await firstDown(probe, failsMs, way);
  const [least, most] = EVALUATION_MS;
  const evaluationMs = least + random() * (most - least) + (way.datapoints - 1) * way.periodMs;
  const wokenMs = downMs + CALLS_MS.put + evaluationMs + CALLS_MS.wake + way.gatherMs;
  return wokenMs + CALLS_MS.read + (await lookedAgain(probe, wokenMs)) + CALLS_MS.send - failsMs;
}

/** When the first run that sees it down is done. */
async function firstDown(probe: PastProbe, failsMs: number, { scheduleMs, betweenMs }: Way): Promise<number> {
  // A run that is under way when it fails may see it.
  for (let beginMs = Math.floor((failsMs - scheduleMs) / scheduleMs) * scheduleMs; ; beginMs += scheduleMs) {
    const run = await ran(probe, beginMs);
    if (run.isDown) return run.endMs;
    if (betweenMs === undefined) continue;
    const between = await ran(probe, run.endMs + betweenMs);
    if (between.isDown) return between.endMs;
  }
}

async function ran(probe: PastProbe, beginMs: number): Promise<{ isDown: boolean; endMs: number }> {
  const clock = new SimulatedClock(beginMs);
  const seen = checkHealth(config, { ...SILENT, clock, attempt: pastAttempts(probe, clock) });
  return { endMs: await ended(seen, clock), isDown: (await seen).endpoints.some(({ verdict }) => verdict === 'down') };
}

/** What the second look costs the message, ms. */
async function lookedAgain(probe: PastProbe, nowMs: number): Promise<number> {
  const clock = new SimulatedClock(nowMs);
  const ports = { ...SILENT, clock, attempt: pastAttempts(probe, clock) };
  const look = { askAgain: () => askAgain(config, ports), clock, within: clock.within };
  return (await ended(lookAgain({ version: 0, incidents: [INCIDENT], notices: [] }, [NOBODY_TOLD], look), clock)) - nowMs;
}

async function ended(work: Promise<unknown>, clock: SimulatedClock): Promise<number> {
  let endMs: number | undefined;
  void work.then(() => {
    endMs = clock.now();
  });
  while (endMs === undefined) await clock.runUntil(clock.now() + 1_000);
  return endMs;
}
