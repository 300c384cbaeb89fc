import { z } from 'zod';
import type { WebhookPayload } from '../../../functions/shared/message/webhook.ts';

export const WEBHOOK_SCHEMA_FILE = 'docs/webhook.schema.json';

const text = (words: string) => z.string().describe(words);
const texts = (words: string) => z.array(z.string()).describe(words);

/** What a webhook of one's own gets. Strict here, so that a key that is new must be described; whoever reads it must let others pass. */
export const webhookPayload: z.ZodType<WebhookPayload> = z.strictObject({
  version: z.literal(1).describe('goes up when a key changes its meaning or goes; keys may be added without'),
  type: z
    .enum(['incident.opened', 'incident.changed', 'incident.reminded', 'incident.resolved', 'digest', 'notice'])
    .describe('what happened; a notice is a test, a drill, or about the monitor itself'),
  id: text('the same when the same is sent again, and in the header webhook-id: who has seen it may drop the copy'),
  timestamp: z.iso.datetime().describe('when it was sent'),
  data: z.strictObject({
    service: text('the name of the service'),
    environment: text('its environment'),
    incident: text('the incident, the same from its begin to its end; absent where it is about none').optional(),
    severity: z.enum(['page', 'warn']).describe('page: somebody should look now'),
    tag: text(
      'DOWN, ALERT, WARN or UNKNOWN while it lasts; RESOLVED, or CLOSED where it is no longer watched; TEST, DRILL, NOTICE',
    ),
    short: text('the cause in a few words'),
    subject: text('the subject, with what is known now'),
    headline: text('the first sentence: what, where, since when'),
    cause: text('the sentence that names the cause; empty where none is known'),
    certain: z.boolean().describe('false: something else could look the same'),
    acknowledged: z
      .strictObject({
        by: text('who has it'),
        news: z
          .enum(['none', 'some', 'all'])
          .describe('whether this message says so first, beside other news or as all its news'),
      })
      .optional(),
    dismissed: z.strictObject({ by: text('who said that it is no incident'), why: text('the reason; may be empty') }).optional(),
    news: texts('what changed since the message before'),
    also: texts('what follows from it, or failed with it'),
    seen: z.array(z.strictObject({ when: z.string(), what: z.string(), fact: z.string() })).describe('what was seen, a row each'),
    errors: z
      .array(
        z.strictObject({
          when: z.string(),
          level: z.string(),
          logger: z.string(),
          text: z.string(),
          count: z.number(),
          age: text('"new", "known since 2026-11-20", or empty'),
          trace: texts('what was raised and where, at most three lines'),
        }),
      )
      .describe('the newest kinds of errors'),
    moreErrors: z.int().min(0).describe('how many kinds of error there are besides these'),
    checklist: z
      .array(
        z.strictObject({
          status: z.enum(['well', 'bad', 'unknown', 'person', 'off']),
          what: z.string(),
          fact: z.string(),
          more: z.array(z.string()),
          isMinor: z.boolean().optional(),
          link: z.strictObject({ label: z.string(), url: z.string() }).optional(),
        }),
      )
      .describe('of a digest: each item with what was found'),
    timeline: z
      .array(z.strictObject({ when: z.string(), what: z.string() }))
      .describe('what began and ended when, the oldest first'),
    todo: z.strictObject({ text: text('what to do first'), runbook: text('where the runbook says more') }).optional(),
    links: z.array(z.strictObject({ label: z.string(), url: z.string() })).describe('where to look'),
    answers: z
      .array(z.strictObject({ label: z.string(), url: z.string() }))
      .describe('links by which a reader may answer, each once and for a day: whoever has one may use it')
      .optional(),
    notices: texts('about the monitor itself, such as a receiver that failed'),
    leftOut: z.number().describe('how many entries of lists are not in it, for its size; mostly 0'),
  }),
}) as z.ZodType<WebhookPayload>;

/** docs/webhook.schema.json, JSON schema 2020-12. Keys that are new may come, so it lets them pass. */
export function webhookSchemaText(): string {
  const schema = z.toJSONSchema(webhookPayload);
  const open = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(open);
    if (typeof part !== 'object' || part === null) return part;
    const { additionalProperties: _, ...rest } = part as Record<string, unknown>;
    return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, open(value)]));
  };
  const { $schema, ...rest } = open(schema) as Record<string, unknown>;
  return `${JSON.stringify({ $schema, title: 'AtlasML Monitor: what a webhook gets', ...rest }, null, 2)}\n`;
}
