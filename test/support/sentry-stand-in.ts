import type { IncomingHttpHeaders } from 'node:http';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { serve } from './servers.ts';

export const TOKEN = 'sntrys_planted-token-0123456789';
export const TOKEN_PARAMETER = '/atlasml-monitor/sentry-token';

/** An issue in the documented form: https://docs.sentry.io/api/events/list-an-organizations-issues/ */
export const issue = (changes: Record<string, unknown> = {}) => ({
  id: '5512345678',
  shortId: 'ATLASML-1A',
  title: 'WeaviateConnectionError: Could not connect to Weaviate at weaviate:8085',
  culprit: 'atlasml.routers.competency in suggest_competencies',
  count: '14',
  userCount: 3,
  firstSeen: '2026-11-25T10:31:09Z',
  lastSeen: '2026-11-25T10:33:40Z',
  lifetime: { count: '14', userCount: 3, firstSeen: '2026-11-25T10:31:09Z', lastSeen: '2026-11-25T10:33:40Z' },
  level: 'error',
  status: 'unresolved',
  substatus: 'new',
  isUnhandled: true,
  permalink: 'https://tum.sentry.io/issues/5512345678/',
  project: { id: '2', name: 'AtlasML', slug: 'atlasml', platform: 'python' },
  ...changes,
});

export interface Asked {
  path: string;
  parameters: URLSearchParams;
  headers: IncomingHttpHeaders;
}
export interface SentryAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Written as JSON; a text is written as it is. */
  body?: unknown;
}

/** A Sentry with its documented API, on a port of its own. @param answer null lets it hang. */
export async function sentryStandIn(answer: (asked: Asked) => SentryAnswer | null) {
  const asked: Asked[] = [];
  const url = await serve(({ url: path = '', headers }, response) => {
    const { pathname, searchParams } = new URL(path, 'http://sentry');
    const question = { path: pathname, parameters: searchParams, headers };
    asked.push(question);
    const given = answer(question);
    if (given === null) return;
    const { status = 200, body = [], headers: more = {} } = given;
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    // Its issues are shown by itself.
    response.end(typeof body === 'string' ? body : JSON.stringify(body).replaceAll('https://tum.sentry.io', url));
  });
  const input: MonitorConfigInput = {
    endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }],
    sentryProject: { organization: 'tum', project: 'atlasml', tokenParameter: TOKEN_PARAMETER, url },
  };
  const config = resolveConfig(input);
  return { url, asked, input, config, project: config.sentryProject as NonNullable<typeof config.sentryProject> };
}

export const tokenSecrets = {
  async read(parameter: string): Promise<string> {
    if (parameter !== TOKEN_PARAMETER) throw new Error(`nobody needs ${parameter}`);
    return TOKEN;
  },
};
