import { describe, expect, test } from 'vitest';
import { claimsIn, clearedIn } from '../../../bench/truth/claims.ts';
import { type Grade, judge } from '../../../bench/truth/judge.ts';

type Row = [
  title: string,
  truth: { cause: string; happened?: string },
  told: { subject: string; cause: string; also?: string[] },
  grade: Grade,
];

const TRUTHS = {
  rate: { cause: 'OpenAI limits the rate', happened: 'OpenAI answers 429 to every call' },
  hang: {
    cause: 'frozen by a hanging call to OpenAI',
    happened: 'OpenAI accepts and never answers: the event loop is blocked, health does not answer',
  },
  garbage: { cause: 'OpenAI sends answers that cannot be read', happened: 'OpenAI answers 200 with no JSON' },
  slow: {
    cause: 'slow calls to OpenAI block AtlasML',
    happened: 'OpenAI needs 12 s a call: requests queue, health does not answer',
  },
  proxy502: {
    cause: 'the proxy answers, AtlasML behind it is not reached by it',
    happened: "a reverse proxy before AtlasML answers 502; AtlasML itself is well and answers Docker's probe",
  },
  proxyReset: { cause: 'closed without an answer before AtlasML', happened: 'the proxy closes connections without an answer' },
  proxyHalf: { cause: 'the proxy fails part of the time', happened: 'the proxy answers 502 to every second request' },
  memory: { cause: 'memory is high', happened: 'memory grows from 25 % to 97 % of the limit in six minutes' },
  misfit: {
    cause: "cannot start: the exception 'dict' object has no attribute 'textAnalyzer'; Weaviate answers",
    happened:
      "AtlasML cannot create Weaviate's collections (client and server do not fit each other): it exits with 3 at every start; Weaviate itself is well",
  },
  weaviateGone: { cause: 'Weaviate is unreachable', happened: 'Weaviate is killed; health answers 503' },
  readOnly: { cause: 'Weaviate is read-only: its disk is full', happened: 'every write to Weaviate is refused' },
  killed: { cause: 'AtlasML was killed', happened: 'kill -9 with requests in flight, started again after 8 s' },
  outOfMemory: { cause: 'killed for memory', happened: 'memory rose to the limit and the kernel killed the process' },
  stopped: { cause: 'stopped in order and not started again', happened: 'SIGTERM, then nothing for five minutes' },
  port: { cause: 'the port is taken', happened: 'another process listens on the port: AtlasML exits at every start' },
  refused: { cause: 'users are refused: their key is wrong (401)', happened: 'the key was changed on one side only' },
};

const ROWS: Row[] = [
  [
    'the fault in subject and sentence',
    TRUTHS.rate,
    {
      subject: 'OpenAI limits the rate',
      cause: 'OpenAI refuses requests because too many are made (429), or the quota is used up. 23 requests failed in 5 minutes.',
    },
    'right',
  ],
  [
    'the right system with another fault',
    TRUTHS.rate,
    { subject: 'OpenAI refuses the key', cause: "OpenAI refuses AtlasML's key." },
    'half',
  ],
  [
    'the fault beside a lead that blames another system',
    TRUTHS.rate,
    {
      subject: 'Weaviate unreachable',
      cause: 'AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable.',
      also: ['OpenAI refuses requests because too many are made (429).'],
    },
    'half',
  ],
  [
    'another system leads',
    TRUTHS.rate,
    { subject: 'Weaviate unreachable', cause: 'AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable.' },
    'wrong',
  ],
  [
    'another system stands before the fault in the same lead',
    TRUTHS.rate,
    { subject: 'Weaviate unreachable', cause: 'OpenAI limits the rate.' },
    'half',
  ],
  [
    'numbers without a cause',
    TRUTHS.rate,
    {
      subject: 'many server errors',
      cause: '23 requests failed through a fault of ours in 5 minutes, 91 went well. The errors below say where.',
    },
    'half',
  ],
  [
    'frozen, and by whom',
    TRUTHS.hang,
    {
      subject: 'frozen',
      cause:
        'The connection is made, but nothing was answered for 1 min: a hanging call to OpenAI blocks the event loop, and every user waits.',
    },
    'right',
  ],
  [
    'frozen by one of two',
    TRUTHS.hang,
    {
      subject: 'frozen',
      cause:
        'The connection is made, but nothing was answered for 1 min: a hanging call to OpenAI or Weaviate blocks the event loop, and every user waits.',
    },
    'half',
  ],
  [
    'frozen by another',
    TRUTHS.hang,
    { subject: 'frozen', cause: 'Nothing was answered for 1 min: a hanging call to Weaviate blocks the event loop.' },
    'wrong',
  ],
  [
    'general advice is no cause',
    TRUTHS.hang,
    {
      subject: 'endpoint health no answer in time',
      cause:
        'No answer within 10.0 s: timeout in the phase "wait for the answer". AtlasML answers on one event loop: a hanging OpenAI or Weaviate call blocks the health check too. (3 of 3 attempts)',
    },
    'half',
  ],
  [
    'what cannot be read',
    TRUTHS.garbage,
    { subject: 'OpenAI sends no JSON', cause: 'OpenAI answers with something that cannot be read.' },
    'right',
  ],
  [
    'an error line that names nobody',
    TRUTHS.garbage,
    {
      subject: 'a new kind of error',
      cause: 'atlasml.utils says: Validation error in suggest_competencies: Expecting value: line 1 column 1 (char 0)',
    },
    'half',
  ],
  [
    'slow calls without their owner',
    TRUTHS.slow,
    {
      subject: 'slow calls block AtlasML',
      cause: 'Requests take up to 24 s, and AtlasML serves one at a time: all others wait in line, the health check too.',
    },
    'half',
  ],
  [
    'slow calls of OpenAI',
    TRUTHS.slow,
    { subject: 'slow calls to OpenAI block AtlasML', cause: 'Calls to OpenAI take up to 12 s.' },
    'right',
  ],
  [
    'a status alone',
    TRUTHS.proxy502,
    { subject: 'endpoint health is down', cause: 'HTTP 502; expected 200. (3 of 3 attempts)' },
    'half',
  ],
  [
    'the proxy and what it does',
    TRUTHS.proxy502,
    {
      subject: 'the proxy does not reach AtlasML',
      cause: 'A proxy (nginx) answers 502, while AtlasML behind it answers Docker.',
    },
    'right',
  ],
  [
    'AtlasML, which is well',
    TRUTHS.proxy502,
    { subject: 'was killed', cause: 'AtlasML was killed and started again while 2 requests ran.' },
    'wrong',
  ],
  [
    'OpenAI, in place of the proxy',
    TRUTHS.proxy502,
    { subject: 'OpenAI limits the rate', cause: 'OpenAI refuses requests because too many are made (429).' },
    'wrong',
  ],
  [
    'one of three on the way',
    TRUTHS.proxyReset,
    {
      subject: 'our way to AtlasML is broken',
      cause:
        'The host closed the connection. But the log shows answers to others since then: the network, the proxy or DNS between us is the trouble, not AtlasML.',
    },
    'half',
  ],
  [
    'now and then',
    TRUTHS.proxyHalf,
    { subject: 'the proxy fails part of the time', cause: 'The proxy answers 502 to 6 of 12 probes.' },
    'right',
  ],
  [
    'always, in place of now and then',
    TRUTHS.proxyHalf,
    { subject: 'the proxy does not reach AtlasML', cause: 'The proxy answers 502.' },
    'half',
  ],
  [
    'memory by its percentage',
    TRUTHS.memory,
    { subject: 'memory at 91 %', cause: 'Close to the limit, where the kernel kills the process without a log line.' },
    'right',
  ],
  [
    'the exception, and Weaviate blamed though it is well',
    TRUTHS.misfit,
    {
      subject: 'cannot start without Weaviate',
      cause:
        "AtlasML needs Weaviate to start and does not reach it: WeaviateOperationError: Failed to initialize collections: 'dict' object has no attribute 'textAnalyzer'",
    },
    'half',
  ],
  [
    'the exception',
    TRUTHS.misfit,
    {
      subject: 'cannot start',
      cause:
        "AtlasML ends at each start: WeaviateOperationError: Failed to initialize collections: 'dict' object has no attribute 'textAnalyzer'",
    },
    'right',
  ],
  [
    'the start without the exception',
    TRUTHS.misfit,
    { subject: 'cannot start', cause: '3 starts ended with "Application startup failed"; the lines before say why.' },
    'half',
  ],
  [
    'client and server of Weaviate',
    TRUTHS.misfit,
    { subject: "cannot start: Weaviate and AtlasML's client do not fit", cause: "'dict' object has no attribute 'textAnalyzer'" },
    'right',
  ],
  [
    'Weaviate is gone',
    TRUTHS.weaviateGone,
    {
      subject: 'Weaviate unreachable',
      cause: 'AtlasML answers (HTTP 503) and reports weaviate: Weaviate is unreachable. (3 of 3 attempts)',
    },
    'right',
  ],
  [
    'a component without its fault',
    TRUTHS.weaviateGone,
    { subject: 'Weaviate fails', cause: 'AtlasML answers (HTTP 503) and reports weaviate: reports an error.' },
    'half',
  ],
  [
    'read-only',
    TRUTHS.readOnly,
    { subject: 'Weaviate is read-only', cause: 'Weaviate refuses writes: store is read-only due to: resource pressure.' },
    'right',
  ],
  [
    'killed',
    TRUTHS.killed,
    { subject: 'was killed', cause: 'AtlasML was killed and started again while 2 requests ran: no line says that it stopped.' },
    'right',
  ],
  [
    'killed, without a word of its memory',
    TRUTHS.outOfMemory,
    { subject: 'was killed', cause: 'AtlasML was killed and started again while 2 requests ran.' },
    'half',
  ],
  [
    'killed for memory',
    TRUTHS.outOfMemory,
    {
      subject: 'killed, probably for memory',
      cause: 'AtlasML was killed while 2 requests ran, with memory near its limit (97 %); the kernel leaves no line in the log.',
    },
    'right',
  ],
  [
    'refused connections, in place of the stop',
    TRUTHS.stopped,
    { subject: 'endpoint health connection refused', cause: 'The host refused the connection: nothing listens on that port.' },
    'half',
  ],
  [
    'stopped in order',
    TRUTHS.stopped,
    {
      subject: 'stopped in order and not started again',
      cause: 'AtlasML was stopped in order at 11:25:04, by somebody or by a deploy.',
    },
    'right',
  ],
  [
    'a restart, in place of the port',
    TRUTHS.port,
    {
      subject: 'is restarted again and again',
      cause: '4 starts in 15 minutes, and the last stop was an orderly one: deploys, or somebody restarts it.',
    },
    'half',
  ],
  [
    'the port',
    TRUTHS.port,
    {
      subject: 'the port is taken',
      cause: 'AtlasML cannot start: another process listens on its port 8000 (Errno 98, address already in use).',
    },
    'right',
  ],
  [
    'refused users',
    TRUTHS.refused,
    {
      subject: 'users are refused',
      cause: '30 requests of 3 clients were refused with 401 in 5 minutes, and nobody was served.',
    },
    'right',
  ],
  [
    'OpenAI refuses, in place of AtlasML',
    TRUTHS.refused,
    { subject: 'OpenAI refuses the key', cause: "OpenAI refuses AtlasML's key." },
    'wrong',
  ],
  [
    'a truth without a known fault, told in its words',
    { cause: 'the moon stands between satellite and receiver' },
    { subject: 'the moon stands in the way', cause: 'Satellite and receiver have the moon between them.' },
    'right',
  ],
  [
    'a truth without a known fault, told otherwise',
    { cause: 'the moon stands between satellite and receiver' },
    { subject: 'Weaviate unreachable', cause: 'Weaviate is unreachable.' },
    'wrong',
  ],
];

describe('a told cause beside the true one', () => {
  test.each(ROWS)('%s', (_title, { cause, happened = '' }, told, grade) => {
    const { grade: got, why } = judge({ cause, happened }, { also: [], ...told });
    expect(`${got} (${why})`).toBe(`${grade} (${why})`);
  });
});

describe('every known truth, told in its own words, is right', () => {
  test.each(Object.entries(TRUTHS))('%s', (_name, truth) => {
    expect(judge(truth, { subject: truth.cause, cause: truth.happened, also: [] })).toMatchObject({ grade: 'right' });
  });
});

describe('no truth is right for another', () => {
  const pairs = Object.entries(TRUTHS).flatMap(([name, truth]) =>
    Object.entries(TRUTHS).flatMap(([other, told]) => (name === other ? [] : [[name, other, truth, told] as const])),
  );
  test.each(pairs)('%s, told as %s', (_name, _other, truth, told) => {
    expect(judge(truth, { subject: told.cause, cause: '', also: [] }).grade).not.toBe('right');
  });
});

test('what is said of a system in a clause of its own is no claim about another', () => {
  expect(claimsIn('Weaviate answers; OpenAI hangs').map((c) => c.id)).toEqual(['openai-hang']);
});

test('who is called well', () => {
  expect(clearedIn('cannot start: an exception; Weaviate answers')).toEqual(['weaviate']);
  expect(clearedIn("a proxy answers 502; AtlasML itself is well and answers Docker's probe")).toEqual(['atlasml']);
  expect(clearedIn('OpenAI answers 429 to every call')).toEqual([]);
});
