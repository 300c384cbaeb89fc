import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';

/** Lambda takes 64 characters for the name of a function: `atlasml-`, this, and `-report-incident`. */
const MOST_CHARACTERS = 40;
export const SLUG_LENGTH = `must be 1 to ${MOST_CHARACTERS} characters, beginning with a letter`;

/** What the names of one service's alarms, metrics, functions and folder have between `atlasml-` and what they are. */
export const slugSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    `must be lower-case letters, digits and hyphens, 1 to ${MOST_CHARACTERS} characters, beginning with a letter`,
  );

/**
 * The slug of one of several services that names none. It follows from this service alone, so that another one beside it renames
 * nothing; AtlasML itself has the one that it has alone in its file: the environment.
 */
export function slugOf({ service, environment }: { service: string; environment: string }): string {
  if (service === DEFAULTS.service) return environment;
  const words = service.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${words}-${environment}`.replace(/^[^a-z]+/, '').replace(/--+/g, '-');
}

/** Gives a configuration that names no slug its environment for one. */
export function withSlug<T extends { slug?: string | undefined; environment: string }>(
  config: T,
): Omit<T, 'slug'> & { slug: string } {
  return { ...config, slug: config.slug ?? config.environment };
}
