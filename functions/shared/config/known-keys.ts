import type { z } from 'zod';

interface Definition {
  type: string;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  shape?: Record<string, z.core.$ZodType>;
  options?: z.core.$ZodType[];
}

/** The keys that a schema knows at a path, so that a misspelt one can be told what it stands for. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { innerType, in: input, element, valueType, shape, options } = schema._zod.def as unknown as Definition;
  const inside = innerType ?? input;
  if (inside) return knownKeys(inside, path);
  if (options) return [...new Set(options.flatMap((option) => knownKeys(option, path)))];
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(shape ?? {});
  const next = shape?.[String(first)] ?? element ?? valueType;
  return next ? knownKeys(next, rest) : [];
}
