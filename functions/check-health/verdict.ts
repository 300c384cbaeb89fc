import type { Condition, EndpointConfig } from '../shared/config/schema.ts';
import { retryAfterMs } from '../shared/delivery/retry-after.ts';
import type { AnsweredBy, ComponentObservation } from '../shared/observation.ts';
import { cutText } from '../shared/text/cut.ts';
import { redact } from '../shared/text/redact.ts';
import { soundText, soundTexts } from '../shared/text/sound.ts';
import { duration } from '../shared/text/words.ts';
import { answeredBy, isHtml } from './answered-by.ts';
import { cachedBy } from './cached.ts';
import type { Answer } from './exchange.ts';
import { type Fault, isUnknown } from './fault.ts';
import { failingOf, type HealthBody, readHealthBody } from './health-body.ts';
import { proxyFault } from './proxy-fault.ts';
import { redirectSentence } from './redirect.ts';
import { repeatedKey } from './repeated-keys.ts';

type Expectations = Pick<
  EndpointConfig,
  'url' | 'method' | 'expectedStatus' | 'body' | 'conditions' | 'acceptLegacyHealth' | 'optional' | 'headers'
>;

/** What an answer means for its endpoint. */
export interface Verdict {
  verdict: 'up' | 'down' | 'absent' | 'unknown';
  fault?: Fault;
  /** What weakens an answer that is well. */
  notes?: string[];
  components: ComponentObservation[];
  /** Who wrote the answer of a fault. */
  answeredBy?: AnsweredBy;
}

/** Judges one answer. Pure; every fault is one plain sentence. */
export function judge(answer: Answer, endpoint: Expectations, nowMs: number): Verdict {
  if (endpoint.optional && answer.status === 404) return { verdict: 'absent', components: [] };
  const parsed = parseJson(answer.body);
  const health = endpoint.body === 'health' && parsed.ok ? readHealthBody(parsed.value) : undefined;
  const said = endpoint.body === 'json' && endpoint.conditions.length === 0 && parsed.ok ? failingOf(parsed.value) : [];
  const components = health && health.form !== 'legacy' ? health.components : said;
  let known: AnsweredBy | undefined;
  const by = () => {
    known ??= answeredBy(answer);
    return known;
  };
  const fault =
    componentFault(answer.status, components) ??
    statusFault(answer, by, endpoint, nowMs) ??
    bodyFault(answer, by, endpoint, parsed, health) ??
    conditionFault(parsed.ok ? parsed.value : undefined, endpoint.conditions);
  if (fault) return { verdict: isUnknown(fault) ? 'unknown' : 'down', fault, components, answeredBy: by() };
  const cached = cachedBy(answer.headers);
  if (!cached) return { verdict: 'up', components };
  if (!cached.isStale) return { verdict: 'up', components, notes: [`the answer comes ${cached.words}`] };
  const sentence = `HTTP ${answer.status}, but ${cached.words}: it does not show that AtlasML answers now. Tell the proxy not to store this path (Cache-Control: no-store).`;
  return { verdict: 'unknown', fault: { kind: 'cached', sentence }, components: [], answeredBy: by() };
}

const MOST_NAMED = 5;
const MOST_OF_A_NAME = 80;
const MOST_OF_A_MESSAGE = 200;
const MOST_OF_A_STATUS = 40;
const MOST_OF_A_VALUE = 80;

/** A failing component explains a 503 better than the number does. */
function componentFault(status: number, components: ComponentObservation[]): Fault | undefined {
  const failing = components.filter((c) => !c.up);
  if (failing.length === 0) return undefined;
  // The component's own message names the failing collections already.
  const told = failing.filter((c) => !c.component.includes('/'));
  const names = (told.length > 0 ? told : failing)
    .slice(0, MOST_NAMED)
    .map(
      (c) =>
        `${cutText(redact(soundText(c.component)), MOST_OF_A_NAME) || 'a component without a name'}: ${cutText(redact(soundText(c.message ?? 'reports an error')), MOST_OF_A_MESSAGE)}`,
    );
  return { kind: 'component', sentence: `AtlasML answers (HTTP ${status}) and reports ${names.join('; ').replace(/\.$/, '')}.` };
}

function statusFault(answer: Answer, by: () => AnsweredBy, endpoint: Expectations, nowMs: number): Fault | undefined {
  const { status, headers } = answer;
  if (endpoint.expectedStatus.includes(status)) return undefined;
  if (status === 304)
    return {
      kind: 'status',
      sentence: 'HTTP 304: a cache says that nothing has changed, and nobody asked it. Tell it not to store this path.',
    };
  if (status >= 300 && status < 400)
    return { kind: 'redirect', sentence: redirectSentence(status, headers.location, endpoint.url) };
  const asked = endpoint.method === 'GET' ? '' : ` to ${endpoint.method}`;
  if (status === 401)
    return { kind: 'unauthorized', sentence: `HTTP 401${asked}: the endpoint wants a key${keyAdvice(endpoint)}.` };
  // Traefik's list of addresses, by which AtlasML's compose file keeps strangers out: github.com/traefik/traefik/issues/8548
  if (status === 403 && answer.body.trim() === 'Forbidden') {
    return {
      kind: 'forbidden',
      sentence: `HTTP 403${asked}: an allow list of addresses refuses the monitor (ALLOWED_IPS of AtlasML's compose file, kept by Traefik). A function outside a VPC has no fixed address: set network.vpc with a NAT gateway, and allow its address.`,
    };
  }
  if (status === 403) {
    return {
      kind: 'forbidden',
      sentence: `HTTP 403${asked}: the key is wrong, or a firewall's robot filter (WAF) blocks the probe${keyAdvice(endpoint)}.`,
    };
  }
  const wait = retryAfterMs(headers['retry-after'] ?? '', nowMs);
  const later = wait === null ? '' : ` and asks to come back in ${duration(wait)}`;
  const hasBody = endpoint.method !== 'HEAD' && answer.body.trim() !== '';
  const proxy = proxyFault({ status, by: by(), asked, later, hasBody });
  if (proxy) return proxy;
  if (status === 404)
    return { kind: 'status', sentence: `HTTP 404${asked}: there is nothing at this path; check the URL, or set optional: true.` };
  if (status === 405)
    return {
      kind: 'status',
      sentence: `HTTP 405: the endpoint does not take ${endpoint.method}; AtlasML's paths take GET or POST: set method.`,
    };
  if (status === 429) return { kind: 'rate-limited', sentence: `HTTP 429${asked}: the server limits the rate${later}.` };
  if (status === 503)
    return { kind: 'unavailable', sentence: `HTTP 503${asked}: the server says that it is unavailable${later}.` };
  return { kind: 'status', sentence: `HTTP ${status}${asked}; expected ${endpoint.expectedStatus.join(' or ')}.` };
}

function keyAdvice(endpoint: Expectations): string {
  return Object.keys(endpoint.headers).length > 0 ? '; check the parameter that holds the key' : '; set headers with a parameter';
}

type Parsed = { ok: true; value: unknown } | { ok: false };

function bodyFault(
  answer: Answer,
  by: () => AnsweredBy,
  endpoint: Expectations,
  parsed: Parsed,
  health: HealthBody | undefined,
): Fault | undefined {
  if (endpoint.body === 'none' || endpoint.method === 'HEAD') return undefined;
  const code = `HTTP ${answer.status}`;
  if (answer.unreadable) return answer.unreadable;
  if (answer.body.trim() === '') return { kind: 'body-empty', sentence: `${code} with an empty body; expected JSON.` };
  if (!parsed.ok && isHtml(answer.body)) {
    const { proxy: name } = by();
    const proxy = name ? `a proxy (${name})` : 'a proxy';
    return {
      kind: 'proxy-page',
      sentence: `${code} with an HTML page instead of JSON: ${proxy} or a login page answers in AtlasML's place.`,
    };
  }
  if (!parsed.ok) return { kind: 'body-not-json', sentence: `${code} with a body that is not JSON.` };
  if (!health) return undefined;
  if (health.form === 'current') return statusOfBody(code, health, repeatedKey(answer.body));
  if (health.form === 'legacy' && endpoint.acceptLegacyHealth) return undefined;
  const why = health.form === 'legacy' ? 'body has no status field' : health.why;
  return { kind: 'body-unexpected', sentence: `${code}, but the ${why}: this is not AtlasML's health answer.` };
}

function statusOfBody(
  code: string,
  { status, unclear }: Extract<HealthBody, { form: 'current' }>,
  repeated: string | undefined,
): Fault | undefined {
  if (status !== 'ok') {
    const sentence = `${code}, but the status in the body is ${JSON.stringify(cutText(redact(soundText(status)), MOST_OF_A_STATUS))}, not "ok".`;
    return { kind: 'body-unexpected', sentence };
  }
  const why = unclear ?? (repeated === undefined ? undefined : `the key ${JSON.stringify(repeated)} stands twice in one object`);
  if (why === undefined) return undefined;
  const what = cutText(redact(soundText(why)), MOST_OF_A_MESSAGE);
  return {
    kind: 'health-unclear',
    sentence: `${code} and status "ok", but ${what}: whether all components are well cannot be read from it.`,
  };
}

function conditionFault(json: unknown, conditions: Condition[]): Fault | undefined {
  for (const condition of conditions) {
    const value = condition.path
      .split('.')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined | null)?.[key], json);
    const wanted = unmet(condition, value);
    if (wanted)
      return {
        kind: 'condition',
        sentence: `${condition.path} is ${cutText(redact(JSON.stringify(soundTexts(value)) ?? 'missing'), MOST_OF_A_VALUE)}; expected ${wanted}.`,
      };
  }
  return undefined;
}

function unmet(condition: Condition, value: unknown): string | undefined {
  const { equals, oneOf, atMost, atLeast } = condition;
  if (equals !== undefined && value !== equals) return JSON.stringify(equals);
  if (oneOf && !oneOf.includes(value as never)) return `one of ${JSON.stringify(oneOf)}`;
  if (atMost !== undefined && !(typeof value === 'number' && value <= atMost)) return `at most ${atMost}`;
  if (atLeast !== undefined && !(typeof value === 'number' && value >= atLeast)) return `at least ${atLeast}`;
  return undefined;
}

function parseJson(body: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(body) };
  } catch {
    return { ok: false };
  }
}
