import type { Clock, SecretAges, Secrets } from '../ports.ts';
import type { ReadParameter } from './parameter.ts';

/** Read again after this long, so that a rotated secret is taken up without a deploy. */
const CACHE_MS = 5 * 60_000;

/** The client is loaded with the first parameter that is asked for: most runs ask for none. */
function parameters(): ReadParameter {
  let loaded: Promise<ReadParameter> | undefined;
  return async (name, withDecryption) => {
    loaded ??= import('./parameter.ts').then(({ parameterReader }) => parameterReader());
    return (await loaded)(name, withDecryption);
  };
}

/** Secrets from SSM Parameter Store, kept in memory only. */
export function parameterSecrets(clock: Clock, parameter = parameters()): Secrets {
  const cache = new Map<string, { value: Promise<string>; untilMs: number }>();
  const readNow = async (name: string) => {
    const { Value: value } = await parameter(name, true);
    if (!value) throw new Error(`the parameter ${name} is empty`);
    return value;
  };
  return {
    read(name) {
      const cached = cache.get(name);
      if (cached && cached.untilMs > clock.now()) return cached.value;
      // Many endpoints may ask for one key at the same moment; that is one call.
      const value = readNow(name);
      const entry = { value, untilMs: clock.now() + CACHE_MS };
      cache.set(name, entry);
      value.catch(() => {
        if (cache.get(name) === entry) cache.delete(name);
      });
      return value;
    },
  };
}

/** When parameters were last changed; the value stays encrypted and is not looked at. */
export function parameterAges(parameter = parameters()): SecretAges {
  return {
    async changedMs(name) {
      const { LastModifiedDate } = await parameter(name, false);
      if (!LastModifiedDate) throw new Error(`the parameter ${name} has no date`);
      return LastModifiedDate.getTime();
    },
  };
}
