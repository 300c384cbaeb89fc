import { flag, type OptionDefinition, text } from './options.ts';

/** What every command takes that reads a configuration, before its name or behind it. */
export const COMMON_OPTIONS = {
  config: text('FILE', 'the configuration; monitor.config.ts when it is left out'),
  environment: text(
    'NAME',
    'another environment than the one in the configuration, such as staging; if there are several services, those in it',
  ),
  service: text('NAME', 'if the configuration has several services, this one: its slug, name or environment'),
} as const satisfies Record<string, OptionDefinition>;

const JSON_OPTION = flag('print JSON for programs; errors stay on standard error');

/** The common options that a command takes; all, where its own words say nothing else. */
export function commonOptionsOf({
  json,
  isWithoutConfiguration,
}: {
  json?: string;
  isWithoutConfiguration?: true;
}): Record<string, OptionDefinition> {
  return { ...(!isWithoutConfiguration && COMMON_OPTIONS), ...(json !== undefined && { json: JSON_OPTION }) };
}
