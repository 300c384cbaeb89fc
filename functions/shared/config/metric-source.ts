import { z } from 'zod';

const CONTAINER_ID = /(^|[-_/])[0-9a-f]{12}([0-9a-f]{52})?$/i;

/** Dimensions must name something that outlives a deploy; a container's id makes the alarm watch a dead container. */
const dimensions = z.record(z.string().min(1), z.string().min(1)).superRefine((values, context) => {
  for (const [key, value] of Object.entries(values)) {
    if (/container_?id/i.test(key) || CONTAINER_ID.test(value)) {
      context.addIssue({
        code: 'custom',
        path: [key],
        message:
          'is a container id, which changes with each deploy; use a dimension that stays, such as container_name or service',
      });
    }
  }
});
/** Bytes, or text such as 8GiB. */
export const sizeSchema = z
  .union([z.number().positive(), z.string().regex(/^\d+(\.\d+)?\s*([kmgt]i?)?b?$/i, 'must be a size such as 8GiB, 8G or 512MB')])
  .describe('bytes, or text such as 8GiB; Docker counts 1 G as 1024 M');

const anyMetric = z.strictObject({
  source: z.literal('metric'),
  namespace: z.string().min(1),
  metric: z.string().min(1),
  dimensions: dimensions.default({}),
  unit: z.enum(['percent', 'bytes', 'megabytes', 'gigabytes']).default('percent'),
  limit: sizeSchema.optional(),
});
const withLimit = <T extends { unit: string; limit?: unknown }>(source: T) =>
  source.unit === 'percent' || source.limit !== undefined;
const LIMIT_MISSING = { message: 'a size without its limit gives no percentage: set limit, such as 8GiB', path: ['limit'] };
const agent = z.strictObject({ source: z.literal('cloudwatch-agent'), dimensions });

/** Where memory comes from. Presets name the metric; `metric` takes any. Source: docs/configuration.md#memory. */
export const memorySourceSchema = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('ecs'), cluster: z.string().min(1), service: z.string().min(1) }),
  z.strictObject({ source: z.literal('container-insights'), cluster: z.string().min(1), service: z.string().min(1) }),
  agent,
  z.strictObject({ source: z.literal('telegraf'), namespace: z.string().min(1).default('InfluxData/Telegraf'), dimensions }),
  anyMetric.refine(withLimit, LIMIT_MISSING),
]);
export const diskSourceSchema = z.discriminatedUnion('source', [agent, anyMetric.refine(withLimit, LIMIT_MISSING)]);

const cpus = z
  .number()
  .positive()
  .max(1024)
  .describe("the container's limit in CPUs, such as 2: its own metric counts each CPU as 100 %");
/** Where the use of CPU comes from, as percent of what the container may use. Source: docs/configuration.md#cpu. */
export const cpuSourceSchema = z.discriminatedUnion('source', [
  z.strictObject({ source: z.literal('ecs'), cluster: z.string().min(1), service: z.string().min(1) }),
  z.strictObject({ source: z.literal('container-insights'), cluster: z.string().min(1), service: z.string().min(1) }),
  agent,
  z.strictObject({
    source: z.literal('telegraf'),
    namespace: z.string().min(1).default('InfluxData/Telegraf'),
    dimensions,
    cpus,
  }),
  z.strictObject({
    source: z.literal('metric'),
    namespace: z.string().min(1),
    metric: z.string().min(1),
    dimensions: dimensions.default({}),
    cpus: cpus.optional(),
  }),
]);

export type CpuSource = z.output<typeof cpuSourceSchema>;
export type MemorySource = z.output<typeof memorySourceSchema>;
export type DiskSource = z.output<typeof diskSourceSchema>;
