import type { Cause } from './cause.ts';
import { CLIENT_AND_LOG_CAUSES } from './causes/clients.ts';
import { OPENAI_CAUSES } from './causes/openai.ts';
import { PROCESS_CAUSES } from './causes/process.ts';
import { START_CAUSES } from './causes/start.ts';
import { WAITING_CAUSES } from './causes/waiting.ts';
import { WAY_CAUSES } from './causes/way.ts';
import { WEAVIATE_CAUSES } from './causes/weaviate.ts';

/**
 * The causes, by subject. A cause stands before those that it subsumes; of two that explain the same alarm with evidence as
 * fresh, the first leads. Each was seen in a recorded AtlasML or is a known fault of its host (docs/causes.md).
 */
export const CAUSES: readonly Cause[] = [
  ...START_CAUSES,
  ...PROCESS_CAUSES,
  ...WEAVIATE_CAUSES.filter(({ id }) => id !== 'weaviate-errors'),
  ...WAITING_CAUSES,
  ...WAY_CAUSES,
  ...OPENAI_CAUSES,
  ...WEAVIATE_CAUSES.filter(({ id }) => id === 'weaviate-errors'),
  ...CLIENT_AND_LOG_CAUSES,
];
