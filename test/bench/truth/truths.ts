import type { Grade } from '../../../bench/truth/judge.ts';

/** What was told beside what was true, and how that has to be judged. */
export type Row = [
  title: string,
  truth: { cause: string; happened?: string },
  told: { subject: string; cause: string; also?: string[] },
  grade: Grade,
];

/** What was wrong in the recordings and in tries by hand, in the words of their truth. */
export const TRUTHS = {
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
