import { screenOf } from '../cli/screen.ts';
import { askAgain } from '../functions/check-health/ask-again.ts';
import { type RunPorts, runBetween, runHealth } from '../functions/check-health/run.ts';
import { lookFirst } from '../functions/report-incident/tell/look-again.ts';
import { resolveConfig } from '../functions/shared/config/load.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import type { HealthObservation } from '../functions/shared/observation.ts';
import { pastAttempts } from '../local/replay/past-attempt.ts';
import type { PastProbe } from '../local/replay/seen.ts';
import { SimulatedClock } from '../local/replay/simulated-clock.ts';
import { seeded } from './corpus-like.ts';
import { wayOf } from './latency/way.ts';

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
const ALARM = {
  name: 'atlasml-production-endpoint-down-health',
  signal: 'endpoint-down',
  subject: 'health',
  title: 'endpoint health is down',
  severity: 'page',
  value: 'ALARM',
  reason: 'Threshold Crossed: 1 out of the last 1 datapoints',
} as const;
const random = seeded(20);

const URL_OF = { health: 'https://atlasml.example.org/api/v1/health/', other: 'https://other.example.org/' };
const configOf = (...names: (keyof typeof URL_OF)[]) =>
  resolveConfig({ endpoints: names.map((name) => ({ name, url: URL_OF[name] })) });
const way = wayOf(configOf('health'));
const { attempts, leastAttempts, intervalSeconds } = configOf('health').confirm;
print(`${attempts} attempts (${leastAttempts} when all is well), ${intervalSeconds} s between; ${JSON.stringify(way)}`);
print(`assumed: evaluation ${EVALUATION_MS.join(' to ')} ms, calls ${JSON.stringify(CALLS_MS)}; ${FAILURES} failures each`);

const OK: ReturnType<PastProbe> = { status: 200, headers: {}, body: '{"status":"ok","components":{}}', tookMs: ANSWERS_MS };
const REFUSED: PastProbe = () => ({ error: 'ECONNREFUSED', connected: false, tookMs: 1 });
const HANGS: PastProbe = () => ({ error: 'timeout', connected: true, tookMs: 0 });
const OUTAGES: Record<string, { fails: PastProbe; config: MonitorConfig }> = {
  'connections are refused': { fails: REFUSED, config: configOf('health') },
  'AtlasML hangs': { fails: HANGS, config: configOf('health') },
  'connections are refused while another endpoint hangs': { fails: REFUSED, config: configOf('other', 'health') },
};
for (const [what, { fails, config }] of Object.entries(OUTAGES)) {
  const took: number[] = [];
  for (let i = 0; i < FAILURES; i++) {
    // The moments are spread evenly, the evaluations at random, the same each time.
    const failsMs = ((i + 0.5) / FAILURES) * way.scheduleMs;
    took.push(await waited(config, (atMs, limitMs) => (atMs >= failsMs ? fails(atMs, limitMs) : OK), failsMs));
  }
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => ((sorted[Math.floor(share * sorted.length)] ?? Number.NaN) / 1000).toFixed(0);
  print(`${what}: p50 ${at(0.5)} s, p95 ${at(0.95)} s, longest ${at(0.9999)} s`);
}

/** From a failure to its message, ms. @param failsMs after a run began by its schedule. */
async function waited(config: MonitorConfig, probe: PastProbe, failsMs: number): Promise<number> {
  const { endMs, seen } = await firstDown(config, probe, failsMs);
  const [least, most] = EVALUATION_MS;
  const evaluationMs = least + random() * (most - least) + (way.datapoints - 1) * way.periodMs;
  const turnedMs = endMs + CALLS_MS.put + evaluationMs;
  const decidesMs = turnedMs + CALLS_MS.wake + way.gatherMs + CALLS_MS.read;
  return (await lookedFirst(config, probe, seen, turnedMs, decidesMs)) + CALLS_MS.send - failsMs;
}

/** When it is published for the first time that the endpoint is down. */
async function firstDown(config: MonitorConfig, probe: PastProbe, failsMs: number): Promise<Down> {
  const { scheduleMs, betweenMs } = way;
  // A run that is under way when it fails may see it.
  for (let beginMs = Math.floor((failsMs - scheduleMs) / scheduleMs) * scheduleMs; ; beginMs += scheduleMs) {
    const run = await ran(probe, beginMs, (ports) => runHealth(config, ports, Promise.resolve({}), undefined));
    if (run.down) return run.down;
    if (betweenMs === undefined) continue;
    const between = await ran(probe, run.endMs + betweenMs, (ports) =>
      runBetween(config, ports, [], async () => undefined, undefined),
    );
    if (between.down) return between.down;
  }
}

interface Down {
  endMs: number;
  seen: HealthObservation;
}

async function ran(
  probe: PastProbe,
  beginMs: number,
  run: (ports: RunPorts) => Promise<unknown>,
): Promise<{ endMs: number; down?: Down }> {
  const clock = new SimulatedClock(beginMs);
  let down: Down | undefined;
  const publish: RunPorts['publish'] = async (seen, metrics) => {
    const isDown = metrics.some((m) => m.key === 'up' && m.value === 0 && m.dimensions.Endpoint === 'health');
    if (isDown) down ??= { endMs: clock.now(), seen };
    return seen;
  };
  const endMs = await ended(run({ ...SILENT, clock, attempt: attemptsOf(probe, clock), publish }), clock);
  return { endMs, ...(down && { down }) };
}

/** The other endpoint hangs all the time. */
function attemptsOf(probe: PastProbe, clock: SimulatedClock): NonNullable<RunPorts['attempt']> {
  const asked = { health: pastAttempts(probe, clock), other: pastAttempts(HANGS, clock) };
  return (options) => asked[options.endpoint.url === URL_OF.other ? 'other' : 'health'](options);
}

/** When the reporter goes on, having looked again. */
async function lookedFirst(
  config: MonitorConfig,
  probe: PastProbe,
  seen: HealthObservation,
  sinceMs: number,
  nowMs: number,
): Promise<number> {
  const clock = new SimulatedClock(nowMs);
  const ports = { ...SILENT, clock, attempt: attemptsOf(probe, clock) };
  const look = { askAgain: () => askAgain(config, ports), clock, within: clock.within };
  return ended(lookFirst({ alarms: [{ ...ALARM, sinceMs }], observations: [seen] }, look), clock);
}

async function ended(work: Promise<unknown>, clock: SimulatedClock): Promise<number> {
  let endMs: number | undefined;
  void work.then(() => {
    endMs = clock.now();
  });
  while (endMs === undefined) await clock.runUntil(clock.now() + 1_000);
  return endMs;
}
