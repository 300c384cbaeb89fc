import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { SecretAges, Secrets } from '../../functions/shared/ports.ts';

export interface SecretPlaces {
  environment: NodeJS.ProcessEnv;
  /** `--secrets DIR`; then nothing else is looked at but the variables. */
  directory?: string | undefined;
}

/** Where Docker and Podman put secrets. */
const CONTAINER_SECRETS = '/run/secrets';
/** A webhook, a key or a password is far shorter. */
const MOST_BYTES = 16_384;

/**
 * Secrets of one machine: a variable, or else a file. `/atlasml-monitor/api-key` is the variable ATLASML_MONITOR_API_KEY, or the
 * file atlasml_monitor_api_key in `--secrets DIR`, else in systemd's $CREDENTIALS_DIRECTORY, else in /run/secrets. They are read each
 * time, so that a new one is taken up at once.
 */
export function machineSecrets(places: SecretPlaces): Secrets & SecretAges {
  const howToGive = (parameter: string) => {
    const { variable, file } = namesOf(parameter);
    return `set the variable ${variable}, or write it into the file ${join(directoriesOf(places)[0] ?? CONTAINER_SECRETS, file)}`;
  };
  const fileOf = (parameter: string) =>
    directoriesOf(places)
      .map((directory) => join(directory, namesOf(parameter).file))
      .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  return {
    howToGive,
    async read(parameter) {
      const { variable } = namesOf(parameter);
      const given = places.environment[variable];
      if (given) return given;
      const value = readable(() => fileOf(parameter), contentOf, variable);
      if (!value) throw new Error(howToGive(parameter));
      return value;
    },
    async changedMs(parameter) {
      const path = fileOf(parameter);
      if (!path || places.environment[namesOf(parameter).variable]) throw new Error('only a file knows when it was changed');
      return statSync(path).mtimeMs;
    },
  };
}

function directoriesOf({ environment, directory }: SecretPlaces): string[] {
  if (directory) return [directory];
  const credentials = environment.CREDENTIALS_DIRECTORY;
  return [...(credentials ? [credentials] : []), CONTAINER_SECRETS];
}

function namesOf(parameter: string): { variable: string; file: string } {
  const name = parameter.replace(/^\//, '').replace(/\W+/g, '_');
  return { variable: name.toUpperCase(), file: name.toLowerCase() };
}

/** What stands in the file, if there is one. @throws in words where this user may read neither it nor its folder. */
function readable(find: () => string | undefined, read: (path: string) => string, variable: string): string {
  try {
    const path = find();
    return path === undefined ? '' : read(path);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES') throw error;
    throw new Error(
      `this user (${userInfo().uid}) may not read ${path}: make it the owner of the file (chown), or set the variable ${variable}`,
    );
  }
}

/** Editors end a file with a line feed, which is no part of the secret. */
function contentOf(path: string): string {
  if (statSync(path).size > MOST_BYTES) throw new Error(`${path} is too large for a secret`);
  return readFileSync(path, 'utf8').trim();
}

/** Those of the secrets that cannot be read, each with what to do. */
export async function missingSecrets(secrets: Secrets, parameters: string[]): Promise<string[]> {
  const read = await Promise.all(
    parameters.map((p) =>
      secrets.read(p).then(
        () => [],
        (error: Error) => [`${p}: ${error.message}`],
      ),
    ),
  );
  return read.flat();
}
