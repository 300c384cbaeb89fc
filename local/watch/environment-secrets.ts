import type { Secrets } from '../../functions/shared/ports.ts';

/** Secrets of the local run, from variables named after the parameter: /atlasml-monitor/api-key is ATLASML_MONITOR_API_KEY. */
export function environmentSecrets(environment: NodeJS.ProcessEnv): Secrets {
  return {
    async read(parameter) {
      const name = parameter.replace(/^\//, '').replace(/\W+/g, '_').toUpperCase();
      const value = environment[name];
      if (!value) throw new Error(`set ${name} to the secret that ${parameter} stands for`);
      return value;
    },
  };
}
