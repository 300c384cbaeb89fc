import { type Row, TRUTHS } from './truths.ts';

/** Sicknesses of OpenAI and of what calls it. */
export const ROWS_OF_OPENAI: Row[] = [
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
];
