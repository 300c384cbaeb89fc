import type { ConfigInput } from '../functions/shared/config/services.ts';
import type { Asked, Context } from './command.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { configurationAsked } from './configuration.ts';
import type { OptionDefinition } from './options.ts';
import { COLUMNS } from './own-words.ts';
import { understood } from './program.ts';
import { type Screen, screenOf } from './screen.ts';
import { asJson, failure, type Outcome, UsageError } from './usage-error.ts';

/** What a command line is run in: the process, or a stand-in. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  screen: Screen;
  stdin: Context['stdin'];
  /** In place of a file. */
  loadConfig?: () => Promise<ConfigInput>;
}

/** Runs one command line. What is wrong with it or with the configuration is the outcome's text. */
export async function main(argv: string[], surroundings: Partial<Surroundings> = {}): Promise<Outcome> {
  const { environment = process.env, screen = screenOf(process), stdin = process.stdin, loadConfig } = surroundings;
  const asked = understood(argv, screen.columns ?? COLUMNS);
  if ('own' in asked) return { text: asked.own, code: 0 };
  if (!('definition' in asked)) return asked;
  const { definition, options, positionals, common, isJson } = asked;
  const configuration = configurationAsked(common, loadConfig);
  try {
    // A file that was named must be right, also for a command that needs none of it.
    if (common.config !== undefined && !definition.takesWhatIsRight) await configuration.each();
    const outcome = await definition.run({ options, positionals } as Asked<Record<string, OptionDefinition>>, {
      screen,
      environment,
      stdin,
      configuration,
      isJson,
      commands: COMMANDS,
      groups: GROUPS,
    });
    return isJson ? await asJson(outcome) : outcome;
  } catch (error) {
    if (isUnknown(error)) return failure(error.message);
    if (!isUsage(error)) throw error;
    // A help says nothing of a configuration.
    const see = error instanceof UsageError && !error.isOfConfiguration;
    return { text: see ? `${error.message}\n\nSee: npx atlasml-monitor ${definition.name} --help` : error.message, code: 2 };
  }
}

/** ConfigError is known by its name: what checks a configuration costs more to load than most commands. */
function isUsage(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof Error && error.name === 'ConfigError');
}

const UNKNOWN = ['StoreHeldError', 'OtherServiceError', 'UnansweredPastError'];

/** Another monitor writes to the folder, or did; or a source gave no answer: the sentence says what. Known by its name, as above. */
function isUnknown(error: unknown): error is Error {
  return error instanceof Error && UNKNOWN.includes(error.name);
}
