import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../../functions/report-incident/diagnose/diagnose.ts';
import type { ErrorKind } from '../../../../functions/shared/observation.ts';
import { ago, kind, NOW, on, seen, told } from './seen-as.ts';

const DOWN = [on('endpoint-down', { subject: 'health' })];
const ERRORS = [on('server-errors')];
const rate = kind("Failed to generate OpenAI embeddings: Error code: 429 - {'error': {'code': '429'}}", {
  newestMs: ago(4),
  exception: 'openai.RateLimitError: Error code: 429',
});
const refused = seen({ fault: 'connection-refused', timings: { totalMs: 3 } });
const frozen = seen({ fault: 'timeout', timings: { connectMs: 2, totalMs: 10_000 } });
const weaviate = (text: string, more: Partial<ErrorKind> = {}) => kind(text, { logger: 'atlasml.clients.weaviate', ...more });
const WEAVIATE_TOLD = { id: 'weaviate-unreachable', short: 'Weaviate unreachable', certain: true };
const errors = (evidence: ErrorKind[]) => told(ERRORS, [seen()], { evidence, counts: { serverErrors: 12 } });

interface Expected {
  id: string;
  says?: RegExp;
  not?: RegExp;
  beside?: RegExp;
  certain?: boolean;
}

// biome-ignore format: a row reads as a row
const FOUND: [title: string, diagnosis: () => Diagnosis, expected: Expected][] = [
  ['429s of four minutes ago and a channel that is lost', () => told([on('channel-lost', { subject: 'slack', minutes: 0.5 }), on('new-error-kind', { minutes: 4 })], [seen()], { evidence: [rate] }),
    { id: 'channel-lost slack', says: /alerts by slack/, beside: /OpenAI refuses requests because too many/ }],
  ['memory at 96 % beside one 404', () => told([on('memory-high'), on('new-error-kind')], [seen()], { memory: 96, counts: { clientErrors: 1 } }),
    { id: 'memory-high', says: /memory at 96 %/, not: /Nothing fails/, beside: /1 request refused as wrong/ }],
  ['a CRITICAL line beside one 404', () => told([on('critical-lines'), on('new-error-kind')], [seen()], { evidence: [kind('the disk of the model cache is broken', { level: 'CRITICAL', count: 1 })], counts: { clientErrors: 1, criticalLines: 1 } }),
    { id: 'critical-lines', beside: /refused as wrong/ }],
  ['killed and back, requests answered since, now frozen', () => told([...DOWN, on('unfinished-requests', { minutes: 3 })], [frozen], { lastWords: ['INFO'], counts: { starts: 1, unfinished: 2, lastStartMs: ago(3.5), lastAnswerMs: ago(1.5), longestSilenceSeconds: 72 } }),
    { id: 'frozen', beside: /was killed .* It has served since/ }],
  ['a crash loop that is over says so', () => told([on('crash-loop')], [seen()], { upSinceMs: ago(1), counts: { starts: 9, lastStartMs: ago(1.2), lastAnswerMs: ago(0.4) }, lastWords: ['last words'] }),
    { id: 'crash-loop', says: /9 starts in 15 minutes; for now it answers/ }],
  ['a start that failed for Weaviate is past once AtlasML is up', () => told([on('crash-loop')], [seen()], { upSinceMs: ago(1), startFailure: { exception: 'weaviate.exceptions.WeaviateConnectionError: Connection refused', where: [] }, counts: { starts: 6, lastStartMs: ago(1.2), lastAnswerMs: ago(0.4) } }),
    { id: 'cannot-start-weaviate', says: /runs again since 11:29:00 UTC\. Before that it did not start/, not: /^cannot start/ }],
  ['a start that failed is past since the start after it, not since AtlasML said of an earlier one that it is up', () => told([on('crash-loop')], [seen()], { upSinceMs: ago(14), startFailure: { exception: 'weaviate.exceptions.WeaviateConnectionError: Connection refused', where: [] }, counts: { starts: 6, lastStartMs: ago(1), lastAnswerMs: ago(0.4) } }),
    { id: 'cannot-start-weaviate', says: /runs again since 11:29:00 UTC/ }],
  ['starts that failed are not counted when the loop is over', () => told([on('new-error-kind')], [seen()], { startFailure: { exception: 'weaviate.exceptions.WeaviateConnectionError: Connection refused', where: [] }, counts: { starts: 1, lastStartMs: ago(3), lastAnswerMs: ago(0.4) } }),
    { id: 'cannot-start-weaviate', says: /Before that it did not start\. AtlasML needs Weaviate/, not: /1 start in/ }],
  ['the client does not know what Weaviate answers: it does not start, and Weaviate is well', () => told([...DOWN, on('crash-loop')], [refused], { startFailure: { exception: "weaviate.exceptions.WeaviateOperationError: Failed to initialize collections: 'dict' object has no attribute 'textAnalyzer'", where: [] }, counts: { starts: 5, lastStartMs: ago(0.4), lastAnswerMs: null } }),
    { id: 'weaviate-misfit-start', says: /cannot start.*has no attribute 'textAnalyzer'.*Weaviate answers/s, not: /does not reach|without Weaviate/ }],
  ['the port is taken', () => told([...DOWN, on('crash-loop')], [refused], { evidence: [kind("[Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use", { logger: 'uvicorn' })], lastWords: ['INFO:     Application shutdown complete.'], counts: { starts: 5, lastStartMs: ago(0.4), lastAnswerMs: null } }),
    { id: 'port-taken', says: /the port is taken/, not: /somebody restarts/ }],
  ['the port is taken, and uvicorn said "startup complete" before it bound the port', () => told([...DOWN, on('crash-loop')], [refused], { upSinceMs: ago(0.35), ended: { atMs: ago(0.3), orderly: true, words: ["ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use", 'INFO:     Application shutdown complete.'] }, counts: { starts: 5, lastStartMs: ago(0.4), lastAnswerMs: ago(4) } }),
    { id: 'port-taken', says: /the port is taken/, not: /somebody|startup/ }],
  ['stopped in order and not started again', () => told(DOWN, [refused], { ended: { atMs: Date.parse('2026-11-26T11:25:10Z'), orderly: true, words: ['INFO:     Finished server process [7]'] }, counts: { lastAnswerMs: ago(5) } }),
    { id: 'stopped', says: /stopped normally at 11:25:10 UTC/, certain: true }],
  ['ended without a word, and not started again', () => told(DOWN, [refused], { ended: { atMs: ago(4), orderly: false, words: ['INFO - x'] }, counts: { lastAnswerMs: ago(5) } }),
    { id: 'ended', says: /without an orderly stop/ }],
  ['killed with memory at 95 % before it, no request in flight', () => told([...DOWN, on('memory-high', { state: 'ok', minutes: 3 })], [refused], { memory: 25, lastWords: ['INFO - x'], counts: { starts: 1, lastStartMs: ago(0.4) } }),
    { id: 'out-of-memory', says: /probably for memory/, certain: false }],
  ['the log says Killed', () => told(DOWN, [refused], { crash: { line: 'Killed', atMs: ago(0.5) }, counts: { starts: 1, lastStartMs: ago(0.4) } }), { id: 'out-of-memory', says: /killed for memory/ }],
  ['a proxy answers 502, and AtlasML answers others', () => told(DOWN, [seen({ fault: 'proxy-no-upstream', httpStatus: 502, answeredBy: { isAtlasML: false, proxy: 'nginx' } })], { counts: { lastAnswerMs: ago(0.5) } }),
    { id: 'proxy-no-upstream', says: /nginx.*does not reach AtlasML.*AtlasML behind it is well: it answered at 11:29:30 UTC/s }],
  ['a proxy answers 504, and of AtlasML nothing is known', () => told(DOWN, [seen({ fault: 'proxy-timeout', httpStatus: 504 })]), { id: 'proxy-timeout', says: /no answer from AtlasML in time.*not known/s, not: /is well:/ }],
  ['a proxy has no route', () => told(DOWN, [seen({ fault: 'proxy-no-route', httpStatus: 404 })]), { id: 'proxy-no-route', says: /has no route to AtlasML/, not: /optional/ }],
  ['a proxy answers 502 because AtlasML does not start', () => told([...DOWN, on('crash-loop')], [seen({ fault: 'proxy-no-upstream', httpStatus: 502 })], { startFailure: { exception: 'ModuleNotFoundError: No module named x', where: [] }, counts: { starts: 4, lastStartMs: ago(0.4), lastAnswerMs: null } }),
    { id: 'cannot-start', says: /No module named x/, beside: /does not reach AtlasML/ }],
  ['closed without an answer, and AtlasML answers others', () => told(DOWN, [seen({ fault: 'connection-reset' })], { counts: { lastAnswerMs: ago(0.5) } }), { id: 'proxy-closes', says: /closed without an answer by something in front of AtlasML/ }],
  ['since when is the first failure, not the alarm', () => told([on('endpoint-down', { subject: 'health', minutes: 0.2 })], [seen({ ...refused, failedSinceMs: ago(2) })], { counts: { lastAnswerMs: ago(1) } }), { id: 'our-path' }],
  ['a freeze of more than five minutes, by the call that hangs', () => told(DOWN, [frozen], { waitsFor: { who: 'openai', isNamed: true, seconds: 480, sinceMs: ago(8) }, counts: { lines: 0, lastAnswerMs: null } }), { id: 'frozen-openai', says: /for 8 min: a hanging call to OpenAI/, certain: true }],
  ['a wait for Weaviate that no line names may be a stopped process, too', () => told(DOWN, [frozen], { waitsFor: { who: 'weaviate', isNamed: false, seconds: 60, sinceMs: ago(1) }, counts: { lines: 0, lastAnswerMs: null } }), { id: 'frozen-weaviate', says: /hanging call to Weaviate blocks.*\. Or the process was stopped/, certain: false }],
  ['a wait longer than the client of Weaviate waits is none of Weaviate', () => told(DOWN, [frozen], { waitsFor: { who: 'weaviate', isNamed: false, seconds: 180, sinceMs: ago(3) }, counts: { lines: 0, lastAnswerMs: null } }), { id: 'frozen', says: /the process was stopped/, not: /Weaviate/ }],
  ['a process that is stopped logs nothing at all', () => told(DOWN, [frozen], { counts: { lines: 0, lastAnswerMs: null } }), { id: 'frozen', says: /the process was stopped/, not: /OpenAI|Weaviate/ }],
  ['a Weaviate that hangs', () => told(DOWN, [frozen], { waitsFor: { who: 'weaviate', isNamed: false, seconds: 40, sinceMs: ago(1) }, counts: { longestSilenceSeconds: 40 } }), { id: 'frozen-weaviate', says: /hanging call to Weaviate/, certain: false }],
  ['slow calls to OpenAI, though most requests are quick', () => told(DOWN, [frozen], { waitsFor: { who: 'openai', isNamed: true, seconds: 12, sinceMs: ago(1) } }), { id: 'slow-calls-openai', says: /slow calls to OpenAI block.*up to 12 s/s }],
  ['the end of a long message decides', () => errors([weaviate('❌ Failed to add embeddings to Competency: Failed to add object … put local object: store is read-only due to: resource pressure')]), { id: 'weaviate-read-only', says: /read-only due to: resource pressure/ }],
  ['the file system below Weaviate is read-only', () => errors([weaviate('put object … open /var/lib/weaviate: read-only file system')]), { id: 'weaviate-read-only', says: /read-only file system/ }],
  ['30 users refused and nobody served', () => told([on('new-error-kind')], [seen()], { refusals: { count: 30, requests: 30, clients: 30, mostOfOne: 1, sinceMs: ago(5) }, counts: { clientErrors: 30 } }), { id: 'clients-refused', says: /all clients refused.*since 11:25:00 UTC, and nobody is served/s }],
  ['1,207 refusals of one client', () => told([on('new-error-kind')], [seen()], { refusals: { count: 1207, requests: 3000, clients: 1, mostOfOne: 1207, sinceMs: ago(5) }, counts: { clientErrors: 1207 } }), { id: 'clients-refused', says: /one client.*1207 requests refused.*of 3000/s }],
  ['a self-signed certificate', () => told(DOWN, [seen({ fault: 'tls-self-signed' })]), { id: 'certificate', not: /behind it is well/ }],
  ['a batch of 401 objects', () => errors([weaviate('Failed to insert batch of 401 objects: timeout')]), { id: 'weaviate-errors', not: /refuses the key/ }],
  ['a text that is too long', () => errors([kind("Failed to generate OpenAI embeddings: Error code: 400 - {'error': {'message': \"This model's maximum context length is 8192 tokens, however you requested 9429 tokens\", 'code': 'context_length_exceeded'}}")]), { id: 'openai-context', says: /context length/, not: /limits the rate/ }],
  ['the content filter', () => errors([kind("OpenAI: Error code: 400 - {'error': {'code': 'content_filter'}}")]), { id: 'openai-content' }],
  ['a region without the model', () => errors([kind('OpenAI: Error code: 403 - unsupported_country_region_territory')]), { id: 'openai-region', not: /key/ }],
  ['the quota is no rate', () => errors([kind("OpenAI: Error code: 429 - {'error': {'code': 'insufficient_quota'}}")]), { id: 'openai-quota', says: /waiting does not help/ }],
  ['an answer that is no JSON, known by the first of the chain', () => errors([kind('Failed to save competencies', { exception: 'Exception: Failed to save competencies', causedBy: [{ exception: 'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)', where: ['openai/_base_client.py:1 in request', 'atlasml/ml/embeddings.py:63 in generate_embeddings_openai'] }] })]), { id: 'openai-unreadable' }],
  ['OpenAI behind an error that names Weaviate, by its root', () => errors([weaviate('Weaviate operation error in save: boom', { exception: 'weaviate.exceptions.WeaviateQueryError: boom', causedBy: [{ exception: 'openai.AuthenticationError: Error code: 401', where: [] }] })]), { id: 'openai-key' }],
  ['all names fail to resolve at once', () => told(DOWN, [seen({ fault: 'dns-failed', timings: { totalMs: 5 } }), seen({ endpoint: 'other', fault: 'dns-not-found', timings: { totalMs: 5 } })]), { id: 'monitor-dns', certain: false }],
  ['one name of two fails to resolve', () => told(DOWN, [seen({ fault: 'dns-failed', timings: { totalMs: 5 } }), seen({ endpoint: 'other' })], { counts: { lastAnswerMs: ago(3) } }), { id: 'endpoint-down health' }],
  ['U18: vectors of another length', () => errors([weaviate("❌ Failed to query collection Competency: Query call with protocol GRPC search failed with message explorer: get class: vector search: knn search: distance between entrypoint and query node: 1536 vs 384: vector lengths don't match.")]),
    { id: 'vector-length', says: /Weaviate answers, but the vectors have another length than the collection's/, not: /gRPC port/ }],
  ['U20: read-only', () => errors([weaviate(`❌ Failed to add embeddings to Competency: Failed to add object. Details: Object was not added! Unexpected status code: 500, with response body: {'error': [{'message': 'put local object: shard="bwsSXyinFlVm": store is read-only'}]}.`)]), { id: 'weaviate-read-only', says: /store is read-only/ }],
  ["U22: Azure's network rules", () => errors([kind("Unexpected error in suggest_competencies: Failed to generate OpenAI embeddings: Error code: 403 - {'error': {'code': '403', 'message': 'Access denied due to Virtual Network/Firewall rules.'}}")]), { id: 'openai-network-rules', says: /do not let AtlasML's host in/, not: /refuses AtlasML's key/ }],
  ['U30: a crash in native code', () => told([...DOWN, on('crash-loop')], [refused], { crash: { line: 'Fatal Python error: Segmentation fault', atMs: ago(0.5) }, lastWords: ['INFO:     Application startup complete.'], counts: { starts: 4, lastStartMs: ago(0.2), lastAnswerMs: ago(4) } }),
    { id: 'native-crash', says: /Fatal Python error: Segmentation fault/, not: /The last line before the newest: INFO/ }],
  ['Weaviate was away, and its health is fine again', () => errors([weaviate('Failed to initialize collection Exercise: Connection to Weaviate failed. Details: Collection may not exist.', { newestMs: ago(2) })]), { id: 'weaviate-unreachable', says: /was unreachable.*the last time at 11:28:00 UTC.*health is fine/s, certain: false }],
  ['an outage that is over leaves its errors: the same cause', () => told([{ ...on('component-down', { subject: 'weaviate', minutes: 4, state: 'ok' }), lastFailureMs: ago(2) }, ...ERRORS], [seen()], { evidence: [weaviate('Failed to query', { newestMs: ago(1.8) })], counts: { serverErrors: 12 }, causes: [WEAVIATE_TOLD] }), { id: 'weaviate-unreachable', says: /It is over, but its errors are still counted/ }],
  ['errors that come later are a trouble of their own', () => told([{ ...on('component-down', { subject: 'weaviate', minutes: 4, state: 'ok' }), lastFailureMs: ago(3) }, ...ERRORS], [seen()], { evidence: [weaviate('Failed to query', { newestMs: ago(0.5) })], counts: { serverErrors: 12 }, causes: [WEAVIATE_TOLD] }), { id: 'weaviate-errors' }],
  ['of two storms the fresh one leads, the old one has its time', () => errors([{ ...rate, count: 50 }, weaviate('Failed to query', { count: 3, newestMs: NOW - 20_000 })]), { id: 'weaviate-errors', beside: /too many.*Last seen at 11:26:00 UTC, 4 min ago\./ }],
];

describe('the cause that explains the worst alarm leads, by the freshest evidence', () => {
  test.each(FOUND)('%s', (_title, diagnosis, { id, says, not, beside, certain }) => {
    const { short, cause, besides, ...rest } = diagnosis();
    expect(rest).toMatchObject({ id, ...(certain !== undefined && { certain }) });
    const lead = `${short}. ${cause}`;
    if (says) expect(lead).toMatch(says);
    if (not) expect(lead).not.toMatch(not);
    if (beside) expect(besides.join('\n')).toMatch(beside);
  });
});

/** What a probe can meet that no error in the log explains. */
const FAULTS = {
  'connection-refused': refused,
  'connection-reset': seen({ fault: 'connection-reset' }),
  timeout: frozen,
  'tls-expired': seen({ fault: 'tls-expired' }),
  redirect: seen({ fault: 'redirect', httpStatus: 307 }),
  unauthorized: seen({ fault: 'unauthorized', httpStatus: 401 }),
  'dns-not-found': seen({ fault: 'dns-not-found', timings: { totalMs: 1 } }),
  'proxy-no-upstream': seen({ fault: 'proxy-no-upstream', httpStatus: 502 }),
  'proxy-timeout': seen({ fault: 'proxy-timeout', httpStatus: 504 }),
  'proxy-no-route': seen({ fault: 'proxy-no-route', httpStatus: 404 }),
  'proxy-page': seen({ fault: 'proxy-page', httpStatus: 200 }),
};
const STORMS = {
  'OpenAI limits the rate': rate,
  'OpenAI refuses the key': kind('OpenAI: Error code: 401', { newestMs: ago(4) }),
  'OpenAI cannot be reached': kind('Failed to generate OpenAI embeddings: Connection error.', { newestMs: ago(4) }),
  'Weaviate refuses the key': weaviate('Failed to list: Unexpected status code: 401', { newestMs: ago(4) }),
  'Weaviate is read-only': weaviate('put object: store is read-only', { newestMs: ago(4) }),
  'Weaviate operations fail': weaviate('Failed to query', { newestMs: ago(4) }),
};
const mixes = Object.entries(FAULTS).flatMap(([fault, endpoint]) =>
  Object.entries(STORMS).map(([storm, evidence]) => ({ fault, endpoint, storm, evidence })),
);

describe('an endpoint fault leads, and a storm of errors minutes before stands beside it', () => {
  test.each(mixes)('$fault beside: $storm', ({ endpoint, evidence }) => {
    const members = [...DOWN, on('server-errors', { minutes: 4 })];
    const { short, cause, besides } = told(members, [endpoint], { evidence: [evidence], counts: { serverErrors: 12 } });
    const alone = told(DOWN, [endpoint], { counts: { serverErrors: 12 } });
    expect({ short, cause }).toEqual({ short: alone.short, cause: alone.cause });
    expect(`${short} ${cause}`).not.toMatch(/OpenAI|Weaviate/);
    expect(besides.join('\n')).toMatch(/OpenAI|Weaviate/);
    expect(besides.join('\n')).toContain('Last seen at 11:26:00 UTC, 4 min ago.');
  });
});
