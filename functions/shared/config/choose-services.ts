import type { MonitorConfig } from './schema.ts';

/** By what people name a service. */
export type Named = Pick<MonitorConfig, 'service' | 'environment' | 'slug'>;

export interface Asked {
  /** A slug, a service, an environment, or a service and its environment as messages have them. */
  service?: string | undefined;
  environment?: string | undefined;
}

/**
 * Of several services those that somebody asks for; a slug means one alone, whatever else is called so.
 * @returns all where nothing is asked for; none where nothing is called so, see {@link servicesThereAre}.
 */
export function chooseServices<T extends Named>(services: T[], { service, environment }: Asked): T[] {
  const among = environment === undefined ? services : services.filter((one) => isCalled(environment, one.environment));
  if (service === undefined) return among;
  const ways: ((one: T) => string)[] = [
    ({ slug }) => slug,
    (one) => `${one.service} ${one.environment}`,
    (one) => one.service,
    (one) => one.environment,
  ];
  return ways.map((way) => among.filter((one) => isCalled(service, way(one)))).find((found) => found.length > 0) ?? [];
}

/** "production (AtlasML production), nebula-test (Nebula test)": the slugs, with what messages call them. */
export function servicesThereAre(services: Named[]): string {
  return services.map((one) => `${one.slug} (${one.service} ${one.environment})`).join(', ');
}

const isCalled = (asked: string, name: string): boolean => asked.toLowerCase() === name.toLowerCase();
