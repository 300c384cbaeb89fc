interface Setting<T> {
  environmentVariableSelector(env: NodeJS.ProcessEnv, options: object): T | undefined;
  default: T | (() => T | Promise<T>);
}

/**
 * Stands for the file of `@smithy/core` that looks for a setting of the SDK in the environment, in two files below the home folder,
 * and by default. In Lambda there are no such files; to find that out of each setting takes a tenth of a first run.
 * @returns the setting, looked for once.
 */
export const loadConfig = <T>(
  { environmentVariableSelector: selected, default: byDefault }: Setting<T>,
  options: object = {},
) => {
  let found: Promise<T> | undefined;
  return () => {
    found ??= Promise.resolve(inEnvironment(selected, options) ?? (byDefault instanceof Function ? byDefault() : byDefault));
    return found;
  };
};

/** A variable that holds nonsense is passed over, as the SDK does. */
function inEnvironment<T>(selected: Setting<T>['environmentVariableSelector'], options: object): T | undefined {
  try {
    return selected(process.env, options);
  } catch {
    return undefined;
  }
}
