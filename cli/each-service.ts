import type { MonitorConfigInput } from '../functions/shared/config/schema.ts';
import type { Configuration } from './configuration.ts';
import type { Outcome } from './usage-error.ts';

/** The worst first: a wrong command line, not well, unknown. */
const WORST = [2, 1, 3, 0] as const;

/**
 * Runs a command for each service that is asked for, and puts together what came of it, each under the name of its service. For one
 * service the outcome is the command's own.
 */
export async function forEachService(
  configuration: Pick<Configuration, 'each'>,
  run: (configuration: Configuration) => Promise<Outcome>,
): Promise<Outcome> {
  const each = await configuration.each();
  const [first] = each;
  if (first && each.length === 1) return run(first);
  const done = await Promise.all(
    each.map(async (one) => {
      const { service, environment, slug } = await one.checked();
      return { service, environment, slug, outcome: await run(one) };
    }),
  );
  const code = WORST.find((worst) => done.some(({ outcome }) => outcome.code === worst)) ?? 0;
  const rows = done.map(({ outcome, ...named }) => ({ ...named, code: outcome.code, ...resultOf(outcome) }));
  return {
    text: done.flatMap(({ service, environment, outcome }) => headed(`${service} ${environment}`, outcome)).join('\n\n\n'),
    code,
    json: { services: rows },
    ...(done.every(({ outcome }) => outcome.isFailure) && { isFailure: true }),
  };
}

/**
 * What is asked for, for a command that looks at a part of it alone: of several services any, where that part is the same in all.
 * @throws UsageError that lists the services, where it is not.
 */
export async function inputAlike(
  configuration: Pick<Configuration, 'each' | 'input'>,
  part: (input: MonitorConfigInput) => unknown,
): Promise<MonitorConfigInput> {
  const inputs = await Promise.all((await configuration.each()).map((one) => one.input()));
  const [first] = inputs;
  const parts = new Set(inputs.map((input) => JSON.stringify(part(input))));
  return first && parts.size === 1 ? first : configuration.input();
}

/** One that printed by itself says its name by itself. */
const headed = (name: string, { text }: Outcome): string[] => (text === '' ? [] : [`${name}\n\n${text}`]);

/** What `--json` has of one service: its result, or why there is none. */
function resultOf({ json, text, isFailure }: Outcome): object {
  return json === undefined || isFailure ? { why: text } : { result: json };
}
