import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../../functions/report-incident/diagnose/causes.ts';
import { findCauses } from '../../../../functions/report-incident/diagnose/find-causes.ts';
import type { Witnesses } from '../../../../functions/report-incident/diagnose/witnesses.ts';
import type { EndpointObservation, ErrorKind, LogCounts } from '../../../../functions/shared/observation.ts';
import type { SignalId } from '../../../../functions/shared/signals/signal.ts';
import { readersTime } from '../../../../functions/shared/text/readers-time.ts';
import { QUIET_COUNTS } from '../../../support/quiet-counts.ts';

const NOW = Date.parse('2026-11-25T10:33:04Z');

function counts(more: Partial<LogCounts> = {}): LogCounts {
  return {
    ...QUIET_COUNTS,
    lines: 200,
    levels: { debug: 0, info: 200, warning: 0, error: 0, critical: 0 },
    requests: { '2xx': 20, '3xx': 0, '4xx': 0, '5xx': 0 },
    healthRequests: 10,
    tookP50Seconds: 0.1,
    tookP95Seconds: 0.3,
    longestSilenceSeconds: 10,
    lastAnswerMs: NOW - 10_000,
    ...more,
  };
}

function endpoint(more: Partial<EndpointObservation> = {}): EndpointObservation {
  return {
    endpoint: 'health',
    verdict: 'up',
    sentence: 'HTTP 200 in 41 ms',
    attempts: 1,
    timings: { totalMs: 41 },
    components: [{ component: 'weaviate', up: true }],
    earlierFaults: [],
    ...more,
  };
}

const refused = endpoint({
  verdict: 'down',
  fault: 'connection-refused',
  sentence: 'The host refused the connection.',
  components: [],
});
const timedOut = (sentence: string, timings: EndpointObservation['timings']) =>
  endpoint({ verdict: 'down', fault: 'timeout', sentence, components: [], timings });
const silent = timedOut('No answer.', { connectMs: 2, totalMs: 10_000 });
const unconnected = timedOut('No connection.', { dnsMs: 2, totalMs: 10_000 });

function kind(text: string, more: Partial<ErrorKind> = {}): ErrorKind {
  return { fingerprint: text, level: 'ERROR', logger: 'atlasml.utils', text, count: 1, newestMs: NOW, ...more };
}

function witnesses(more: Partial<Witnesses>): Witnesses {
  const known = 'counts' in more ? more.counts : counts();
  return {
    endpoints: [endpoint()],
    again: [],
    time: readersTime(undefined),
    channels: [],
    counts: counts(),
    logClock: undefined,
    evidence: [],
    startFailure: undefined,
    lastWords: [],
    silentEndMs: undefined,
    memoryPercent: 40,
    newError: undefined,
    cpuPercent: undefined,
    alarmingSinceMs: undefined,
    container: undefined,
    downSinceMs: undefined,
    signals: [],
    members: more.signals ?? [],
    waitsFor: undefined,
    refusals: undefined,
    ended: undefined,
    crash: undefined,
    lastStartMs: known?.lastStartMs ?? undefined,
    lastAnswerMs: known?.lastAnswerMs ?? undefined,
    upSinceMs: undefined,
    silentSinceMs: undefined,
    probedMs: NOW,
    nowMs: NOW,
    ...more,
  };
}

const WORK = ['2026-11-25 10:31:00 - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest'];

/** Each story and the causes that must be found for it, in order. */
// biome-ignore format: a row reads as a row
const STORIES: [title: string, seen: Partial<Witnesses>, ids: string[]][] = [
  ['all is well', {}, []],
  ['nothing is known at all', { endpoints: [], counts: undefined, memoryPercent: undefined }, []],
  ['killed with memory at 96 %', { counts: counts({ starts: 1, unfinished: 2 }), lastWords: WORK, memoryPercent: 96 }, ['out-of-memory']],
  ['killed while the alarm for memory stands, its value unknown', { counts: counts({ starts: 1, unfinished: 2 }), lastWords: WORK, memoryPercent: undefined, signals: ['memory-high'] }, ['out-of-memory']],
  ['killed with memory at 40 %', { counts: counts({ starts: 1, unfinished: 2 }), lastWords: WORK }, ['killed']],
  ['requests run on from before the window, and a deploy', { counts: counts({ starts: 1, unfinished: 2 }), lastWords: ['INFO:     Finished server process [7]'] }, []],
  ['the first start ever, with requests running', { counts: counts({ starts: 1, unfinished: 2 }) }, []],
  ['a restart with no request running', { counts: counts({ starts: 1 }), lastWords: WORK }, []],
  ['starts that end without a word', { counts: counts({ starts: 4, unfinished: 1 }), lastWords: WORK, endpoints: [refused] }, ['crash-loop']],
  ['two failed starts whose lines cannot be read', { counts: counts({ starts: 2, failedStarts: 2 }), endpoints: [refused] }, ['cannot-start']],
  ['a start that fails for a reason of its own', { counts: counts({ starts: 1 }), startFailure: { exception: 'ModuleNotFoundError: No module named x', where: [] }, endpoints: [refused] }, ['cannot-start']],
  ['a start that failed minutes ago, and AtlasML is up: told as past', { counts: counts({ starts: 2, failedStarts: 1 }), startFailure: { exception: 'weaviate.Error: refused', where: [] } }, ['cannot-start']],
  ['Weaviate answers 401', { evidence: [kind('Failed to list: Unexpected status code: 401, anonymous access not enabled', { logger: 'atlasml.clients.weaviate' })], endpoints: [endpoint({ verdict: 'down', components: [{ component: 'weaviate', up: false, message: 'Weaviate is unreachable' }] })] }, ['weaviate-key']],
  ['a 401 of OpenAI is no key of Weaviate', { counts: counts({ serverErrors: 3 }), evidence: [kind('OpenAI embeddings: Error code: 401 - Access denied due to invalid subscription key')] }, ['openai-key']],
  ['the gRPC port is closed', { evidence: [kind('Query failed', { exception: 'weaviate.exceptions.WeaviateQueryError: Query call with protocol GRPC search failed with message DEADLINE_EXCEEDED' })] }, ['weaviate-grpc']],
  ['the gRPC port is closed, and each request waits for a minute', { endpoints: [silent], counts: counts({ longestSilenceSeconds: 63, tookP95Seconds: 63 }), evidence: [kind('Weaviate gRPC: DEADLINE_EXCEEDED')] }, ['weaviate-grpc']],
  ['Weaviate refuses an operation while its health is fine', { evidence: [kind('Weaviate operation error in save: attribute missing')] }, ['weaviate-errors']],
  ['frozen: connected, no answer, nothing logged for 40 s', { endpoints: [silent], counts: counts({ longestSilenceSeconds: 40 }) }, ['frozen']],
  ['no answer to us for once, others are served', { endpoints: [silent] }, []],
  ['slow calls: the health check waits in line', { endpoints: [silent], counts: counts({ tookP95Seconds: 4.1 }) }, ['slow-calls']],
  ['slow calls while the health check still answers', { counts: counts({ tookP95Seconds: 4.1 }), signals: ['slow'] }, ['slow-calls']],
  ['we are refused, others are served since', { endpoints: [refused], downSinceMs: NOW - 120_000 }, ['our-path']],
  ['we cannot connect, others are served since', { endpoints: [unconnected], downSinceMs: NOW - 120_000 }, ['our-path']],
  ['we were refused, and asked again it answers', { endpoints: [refused], downSinceMs: NOW - 120_000, again: [endpoint()] }, ['short-outage']],
  ['we were refused, and asked again we still are', { endpoints: [refused], downSinceMs: NOW - 120_000, again: [refused] }, ['our-path']],
  ['two endpoints were down, and one answers again', { endpoints: [refused, { ...refused, endpoint: 'other' }], again: [endpoint(), { ...refused, endpoint: 'other' }] }, []],
  ['it was restarted again and again, and answers for a moment', { endpoints: [refused], counts: counts({ starts: 4 }), again: [endpoint()] }, ['crash-loop']],
  ['Weaviate was unreachable, and asked again it answers', { endpoints: [endpoint({ verdict: 'down', sentence: 'reports weaviate', components: [{ component: 'weaviate', up: false, message: 'Weaviate is unreachable' }] })], again: [endpoint()] }, ['weaviate-unreachable']],
  ['we are refused, the last answer to others is from before', { endpoints: [refused], downSinceMs: NOW - 5_000 }, []],
  ['refused and nothing logged', { endpoints: [refused], counts: counts({ lines: 0, lastAnswerMs: null }), downSinceMs: NOW - 120_000, signals: ['endpoint-down', 'logs-silent'] }, ['nothing-logged']],
  ['refused, and whether anything was logged is not known', { endpoints: [refused], counts: undefined, downSinceMs: NOW - 120_000 }, []],
  ['the probe is fine and the log silent', { counts: counts({ lines: 0 }), signals: ['logs-silent'] }, ['log-driver']],
  ["the log's times are an hour behind, and the log is silent", { counts: undefined, signals: ['logs-silent', 'check-unknown'], logClock: { offsetMinutes: -60, isCounted: false } }, ['log-clock']],
  ["the log's times are an hour ahead, and are counted right", { signals: ['logs-silent'], logClock: { offsetMinutes: 60, isCounted: true } }, ['log-driver']],
  ['OpenAI: an unknown deployment', { counts: counts({ serverErrors: 2 }), evidence: [kind('Failed to generate OpenAI embeddings: Error code: 404 - DeploymentNotFound')] }, ['openai-deployment']],
  ['a component that is not Weaviate', { endpoints: [endpoint({ verdict: 'down', sentence: 'reports redis', components: [{ component: 'redis', up: false }] })] }, ['component-fails']],
  ['the certificate expired', { endpoints: [endpoint({ verdict: 'down', fault: 'tls-expired', sentence: 'expired', components: [] })] }, ['certificate']],
  ['the endpoint answers with a redirect', { endpoints: [endpoint({ verdict: 'down', fault: 'redirect', sentence: 'moved', components: [] })] }, ['moved']],
  ['half of the lines are in no known format', { counts: counts({ unrecognisedLines: 100 }), signals: ['log-format-changed'] }, ['log-format']],
  ['slow calls, by the lines to Weaviate', { endpoints: [silent], waitsFor: { who: 'weaviate', isNamed: true, seconds: 9, sinceMs: NOW - 9_000 } }, ['slow-calls-weaviate']],
  ['OpenAI says something that no row knows', { counts: counts({ serverErrors: 2 }), evidence: [kind('Failed to generate OpenAI embeddings: teapot')] }, ['openai-errors']],
  ['OpenAI does not answer', { counts: counts({ serverErrors: 2 }), evidence: [kind('Failed to generate embeddings', { exception: 'openai.APITimeoutError: Request timed out.' })] }, ['openai-unreachable']],
  ['some attempts get a 502 of the proxy, others are well', { members: ['endpoint-flaky' as SignalId], endpoints: [endpoint({ earlierFaults: ['The proxy in front (Traefik) does not reach AtlasML: it answers HTTP 502.'] })] }, ['proxy-partly']],
  ['a client sends bad requests', { counts: counts({ clientErrors: 12 }) }, ['bad-requests']],
  ['bad requests beside one of our own faults', { counts: counts({ clientErrors: 12, serverErrors: 1 }) }, []],
];

describe('what the witnesses say together', () => {
  test.each(STORIES)('%s', (_title, seen, ids) => {
    expect(findCauses(witnesses(seen)).map(({ cause }) => cause.id)).toEqual(ids);
  });

  test('no cause is named twice, and each stands before those that it subsumes', () => {
    const ids = CAUSES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    CAUSES.forEach(({ subsumes = [] }, i) => {
      expect(ids.slice(i + 1)).toEqual(expect.arrayContaining([...subsumes]));
    });
  });
});

test('docs/causes.md has a row for each cause, and for no other', () => {
  const rows = readFileSync('docs/causes.md', 'utf8').matchAll(/^\| `([a-z-]+)` \|(.*)\|$/gm);
  const cells = [...rows].map(([, id, rest = '']) => ({
    id,
    filled: rest.split('|').filter((cell) => cell.trim() !== '').length,
  }));
  expect(cells.map(({ id }) => id).toSorted()).toEqual(CAUSES.map(({ id }) => id).toSorted());
  expect(cells.filter(({ filled }) => filled !== 4)).toEqual([]);
});
