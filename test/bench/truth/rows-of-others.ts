import { type Row, TRUTHS } from './truths.ts';

/** Sicknesses of the way there, of memory, of Weaviate and of AtlasML's own process. */
export const ROWS_OF_OTHERS: Row[] = [
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
      subject: 'the network path to AtlasML is broken',
      cause:
        'The host closed the connection. But the log shows answers to others since then: the problem is the network, the proxy or DNS between the monitor and AtlasML, not AtlasML.',
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
      subject: 'stopped normally and not started again',
      cause: 'AtlasML was stopped normally at 11:25:04, by somebody or by a deploy.',
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
