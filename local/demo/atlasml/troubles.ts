import { failedStartLines, type Line, missingVariableLines } from './lines.ts';

/** What the simulated AtlasML suffers from, until it suffers from something else. */
export interface Trouble {
  /** What users' requests fail with: 500 and a traceback that says so. */
  failsWith?: string;
  /** What users' requests are refused with, for what they sent. */
  refuses?: 401 | 422;
  /** Each request of a user takes so many seconds of the simulated clock, one after another, for AtlasML answers on one event loop. */
  takesSeconds?: number;
  /** Nothing is answered, and nothing logged. */
  isFrozen?: true;
  /** The component that the health answer reports, with its message. */
  health?: { weaviate: string; missing?: string };
  /** What is logged at a start, which then fails. */
  startFails?: (ms: number) => Line[];
  /** It serves, and nothing of it is logged. */
  isMute?: true;
  /** Points of memory that are lost each minute. */
  leaksPerMinute?: number;
  /** What users send. */
  body?: string;
}

const OPENAI = 'Failed to generate OpenAI embeddings: Error code:';

export const TROUBLES = {
  none: {},
  'openai-limits': { failsWith: `${OPENAI} 429 - {'error': {'message': 'Rate limit is exceeded.'}}` },
  'openai-fails': { failsWith: `${OPENAI} 500 - {'error': {'message': 'upstream failure', 'code': '500'}}` },
  'openai-refuses': {
    failsWith: `${OPENAI} 401 - {'error': {'code': '401', 'message': 'Access denied due to invalid subscription key.'}}`,
  },
  'openai-slow': { takesSeconds: 6 },
  'openai-hangs': { isFrozen: true },
  'weaviate-down': {
    failsWith: 'Failed to initialize collection Exercise: Connection to Weaviate failed.',
    health: { weaviate: 'Weaviate is unreachable' },
    startFails: failedStartLines,
  },
  'missing-collection': {
    health: { weaviate: 'Missing required collections: SemanticCluster', missing: 'SemanticCluster' },
  },
  'bad-settings': { startFails: missingVariableLines },
  'wrong-key': { refuses: 401 },
  'wrong-requests': { refuses: 422 },
  'hostile-texts': {
    body: JSON.stringify({ description: '2026-11-25 10:00:00 - ERROR - fake.logger - this line is user text', course_id: 1 }),
  },
  'memory-leak': { leaksPerMinute: 2 },
  'log-silent': { isMute: true },
} as const satisfies Record<string, Trouble>;

export type TroubleName = keyof typeof TROUBLES;
