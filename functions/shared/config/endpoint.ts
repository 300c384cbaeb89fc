import { z } from 'zod';
import { forbiddenHeader, unusableCharacter } from '../http/header-rules.ts';
import { bodyOf, isScheduled } from './asked-of-endpoint.ts';
import { DEFAULTS } from './defaults.ts';
import { nameSchema } from './name.ts';
import { parameterName } from './parameter-name.ts';
import { requestSchema } from './request.ts';
import { httpUrl } from './urls.ts';

/** nginx takes 8 KiB for a whole line (large_client_header_buffers), Apache 8,190 bytes (LimitRequestFieldSize). */
const MOST_OF_A_HEADER = 8_000;

export const headersSchema = z
  .record(
    z.string().regex(/^[\w-]+$/, 'must be a header name'),
    z.union([z.string(), z.strictObject({ parameter: parameterName })]),
  )
  .superRefine((headers, context) => {
    const seen = new Map<string, string>();
    for (const [header, value] of Object.entries(headers)) {
      const wrong = (message: string) => context.addIssue({ code: 'custom', path: [header], message });
      const forbidden = forbiddenHeader(header);
      if (forbidden) wrong(`is made by the probe itself: ${forbidden}`);
      const first = seen.get(header.toLowerCase());
      if (first !== undefined) wrong(`is there already as ${first}; the names of headers do not tell capitals apart`);
      else seen.set(header.toLowerCase(), header);
      if (typeof value !== 'string') continue;
      if (/^(authorization|cookie|x-api-key|api-key|proxy-authorization)$/i.test(header)) {
        wrong("carries a secret: write { parameter: '/name/of/the/ssm/parameter' }");
      }
      if (value.length > MOST_OF_A_HEADER)
        wrong(`its value has ${value.length} characters, and many servers refuse more than ${MOST_OF_A_HEADER}; shorten it`);
      const unusable = unusableCharacter(value);
      if (unusable) wrong(`its value holds ${unusable}, which a header cannot carry; write it without`);
    }
  });

const condition = z
  .strictObject({
    path: z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'must be a dotted path such as components.weaviate.status'),
    equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
    oneOf: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .optional(),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
  })
  .refine((c) => Object.keys(c).length > 1, 'needs equals, oneOf, atMost or atLeast');

const endpoint = z
  .strictObject({
    name: nameSchema,
    url: httpUrl,
    method: z.enum(['GET', 'HEAD', 'POST']).default(DEFAULTS.endpoint.method),
    headers: headersSchema.default({}),
    expectedStatus: z
      .array(z.number().int().min(100).max(599))
      .min(1)
      .default([...DEFAULTS.endpoint.expectedStatus]),
    /** health: AtlasML's own JSON. json: any JSON, see conditions. none: the status alone decides. */
    body: z.enum(['health', 'json', 'none']).default(DEFAULTS.endpoint.body),
    conditions: z.array(condition).default([]),
    /** Older AtlasML answers `[]`; false calls that down. */
    acceptLegacyHealth: z.boolean().default(DEFAULTS.endpoint.acceptLegacyHealth),
    /** An optional endpoint that answers 404 is absent: not down, and not up in a checklist. */
    optional: z.boolean().default(DEFAULTS.endpoint.optional),
    timeoutSeconds: z.number().min(0.1).max(30).default(DEFAULTS.endpoint.timeoutSeconds),
    /** In place of thresholds.responseTimeSeconds. */
    responseTimeSeconds: z.number().min(0.05).max(30).optional(),
    request: requestSchema.optional(),
    /** Probed each minute; what is sent a request may cost its service something, so it is asked for. */
    scheduled: z.boolean().optional(),
  })
  .superRefine(({ method, request, conditions }, context) => {
    if (request !== undefined && method !== 'POST') {
      context.addIssue({ code: 'custom', path: ['request'], message: "goes with method: 'POST'" });
    }
    if (method === 'HEAD' && conditions.length > 0) {
      context.addIssue({ code: 'custom', path: ['conditions'], message: "need a body, and HEAD brings none; use method: 'GET'" });
    }
  });

/** Each has alarms and metrics of its own, and all are asked within a minute: docs/decisions/0037-two-hundred-endpoints.md. */
export const MOST_ENDPOINTS = 200;

/** What is probed: no name and no question twice, and at least one of them each minute. */
export const endpointsSchema = z
  .array(endpoint)
  .min(1, 'needs at least one endpoint')
  .max(MOST_ENDPOINTS)
  .superRefine((endpoints, context) => {
    const names = new Map<string, number>();
    const questions = new Map<string, number>();
    endpoints.forEach(({ name, url, method, headers, request }, i) => {
      const wrong = (key: string, message: string) => context.addIssue({ code: 'custom', path: [i, key], message });
      const named = names.get(name);
      if (named !== undefined)
        wrong('name', `'${name}' is already the name of endpoints[${named}]; give each endpoint its own name`);
      else names.set(name, i);
      const question = `${method} ${JSON.stringify(headers)} ${URL.canParse(url) ? new URL(url).href : url} ${(request && bodyOf(request)) ?? ''}`;
      const asked = questions.get(question);
      if (asked !== undefined && named === undefined)
        wrong('url', `is asked by ${method} in endpoints[${asked}] already; take one of the two out`);
      else questions.set(question, i);
    });
    if (endpoints.length > 0 && !endpoints.some(isScheduled)) {
      const message = 'none of them is probed each minute, so nothing is watched; set scheduled: true at one of them';
      context.addIssue({ code: 'custom', path: [], message });
    }
  });

export type EndpointConfig = z.output<typeof endpoint>;
export type Condition = EndpointConfig['conditions'][number];
