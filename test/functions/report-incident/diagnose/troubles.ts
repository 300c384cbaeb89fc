import type { EndpointObservation } from '../../../../functions/shared/observation.ts';
import { recordedAnswer } from '../../../support/corpus.ts';
import { closedPort, serve, serveRaw } from '../../../support/servers.ts';
import { probe } from '../../check-health/support.ts';

/** What a probe meets. */
export type Health = 'refuses' | 'never answers' | `health-${string}`;

/** What a probe sees of a server in that condition. */
export async function health(condition: Health): Promise<EndpointObservation> {
  if (condition === 'refuses') return probe({ url: `http://127.0.0.1:${await closedPort()}/api/v1/health/` });
  if (condition === 'never answers') return probe({ url: await serveRaw(() => {}), timeoutSeconds: 1 });
  const { status, body } = recordedAnswer(condition);
  return probe({ url: await serve((_request, response) => response.writeHead(status).end(body)) });
}

/** Each recorded trouble and how it must be told. */
// biome-ignore format: a row reads as a row
export const TROUBLES: [title: string, log: string, until: number | undefined, health: Health, short: string, certain: boolean, besides?: string[]][] = [
  ['Weaviate stops: one cause, the server errors follow', 'logs/weaviate-dies', undefined, 'health-weaviate-unreachable', 'Weaviate unreachable', true],
  ['Weaviate stops under Docker', 'docker/logs/d_weaviate_down', 50, 'health-weaviate-unreachable', 'Weaviate unreachable', true],
  ['one collection is lost', 'logs/missing-collection', undefined, 'health-missing-collection', 'collection SemanticCluster is missing', true],
  ['OpenAI answers 500 and 429', 'logs/openai-failing', undefined, 'health-ok', 'OpenAI limits the rate', true, ['OpenAI answers with errors of its own.']],
  ['a missing variable: a bare traceback at each start', 'docker/logs/f_crash_loop_bad_env', undefined, 'refuses', 'cannot start: a wrong setting', true],
  ['Weaviate is down at the start', 'logs/weaviate-down-at-start', undefined, 'refuses', 'cannot start without Weaviate', true],
  ['a crash loop while Weaviate is down', 'docker/logs/f_crash_kill9_loop', 110, 'refuses', 'cannot start without Weaviate', true],
  ['killed while requests ran, and up again', 'logs/crash-and-restart', 9, 'refuses', 'was killed', false],
  ['three starts, the last after an orderly stop', 'logs/crash-and-restart', undefined, 'health-ok', 'is restarted again and again', false],
  ['a hanging OpenAI call freezes all', 'docker/logs/d_openai_hang_bounded', 48, 'never answers', 'frozen by a hanging call to OpenAI', true],
  ['each OpenAI call takes 4 s', 'docker/logs/g_slow', undefined, 'never answers', 'slow calls to OpenAI block AtlasML', true],
  ['six suggestions wait for each other', 'logs/slow', undefined, 'never answers', 'slow calls block AtlasML', false],
];
