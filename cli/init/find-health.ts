import { attemptOnce } from '../../functions/check-health/attempt.ts';
import { resolveHost } from '../../functions/check-health/connection.ts';
import { USER_AGENT } from '../../functions/check-health/request-headers.ts';
import { judge } from '../../functions/check-health/verdict.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { ContainerFacts } from './container-facts.ts';

/** Where AtlasML's health check is, and what it answered. */
export interface FoundHealth {
  url: string;
  isWell: boolean;
  /** What it answered, or why none did. */
  sentence: string;
}

/** With the slash: without it AtlasML answers with a redirect (its source, routers/health.py). */
const PATHS = ['/api/v1/health/', '/health/', '/api/v1/health', '/health'];
const SECONDS = 3;

/** Where the health check may be, the likeliest first: as users reach it, then by ports of this machine. Pure. */
export function healthCandidates(
  facts: Pick<ContainerFacts, 'routes' | 'published' | 'ownPorts' | 'healthPath'> | undefined,
): string[] {
  const origins = [
    ...(facts?.routes ?? []).map(({ host, prefix }) => `https://${host}${PATHS[0]?.startsWith(`${prefix}/`) ? '' : prefix}`),
    ...(facts?.published ?? []).map(({ host, port }) => `http://${host}:${port}`),
    ...(facts?.ownPorts ?? []).map((port) => `http://localhost:${port}`),
  ];
  // Nothing names a port: that of AtlasML itself. What answers there must be a health check all the same.
  if (origins.length === 0) origins.push('http://localhost:8000', 'http://localhost');
  const own = facts?.healthPath;
  const paths = [...(own === undefined ? [] : [own.endsWith('/') ? own : `${own}/`]), ...PATHS];
  return [...new Set(origins.flatMap((origin) => paths.map((path) => `${origin}${path}`)))];
}

/**
 * Asks each in turn.
 * @returns the first that is well, else the first that AtlasML itself answered, else none; and what each one said that was asked.
 */
export async function findHealth(
  candidates: readonly string[],
  nowMs: number,
): Promise<{ found?: FoundHealth; asked: FoundHealth[] }> {
  const asked: (FoundHealth & { isAtlasML: boolean })[] = [];
  const silent = new Set<string>();
  for (const url of candidates) {
    const { origin } = new URL(url);
    if (silent.has(origin)) continue;
    const seen = await ask(url, nowMs);
    asked.push(seen);
    if (seen.isWell) return { found: seen, asked };
    if (!seen.isAnswered) silent.add(origin);
  }
  const own = asked.find(({ isAtlasML }) => isAtlasML);
  return { ...(own && { found: own }), asked };
}

async function ask(url: string, nowMs: number) {
  const [endpoint] = resolveConfig({
    endpoints: [{ name: 'health', url, acceptLegacyHealth: true, timeoutSeconds: SECONDS }],
  }).endpoints;
  if (!endpoint) throw new Error('a configuration has an endpoint');
  const headers = { 'user-agent': USER_AGENT, accept: 'application/json', 'accept-encoding': 'identity' };
  const { answer, fault } = await attemptOnce({ endpoint, headers, allowPrivate: true, resolve: resolveHost, now: nowMs });
  const verdict = answer && judge(answer, endpoint, nowMs);
  const isWell = verdict?.verdict === 'up';
  const sentence = verdict?.fault?.sentence ?? fault?.sentence ?? `HTTP ${answer?.status}`;
  // A path that is not there is none of AtlasML's health check, though AtlasML says so.
  const isAtlasML = verdict?.answeredBy?.isAtlasML === true && verdict.fault?.kind === 'component';
  return { url, isWell, sentence, isAtlasML, isAnswered: answer !== undefined };
}
