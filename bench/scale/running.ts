import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { buildBundle, type FunctionName } from '../../lib/bundle.ts';

/** What a run of a function took. */
export interface Ran {
  begunMs: number;
  tookMs: number;
  cpuMs: number;
  /** Of the whole process, since its begin. */
  peakMegabytes: number;
  answer: unknown;
}

export interface Running {
  run(event: object): Promise<Ran>;
  process: ChildProcess;
}

/** The real bundle of a function in a process of its own, with as much heap as Node gives itself in 256 MB. */
export async function running(
  name: FunctionName,
  config: MonitorConfig,
  folder: string,
  env: Record<string, string>,
): Promise<Running> {
  const path = mkdtempSync(join(folder, `${name}-`));
  buildBundle(name, config, path);
  const names = [...readFileSync(join('functions', name, 'handler.ts'), 'utf8').matchAll(/requiredEnv\('(\w+)'\)/g)];
  const arns = Object.fromEntries(names.map(([, variable = '']) => [variable, `arn:aws:sns:us-east-1:111122223333:${variable}`]));
  const child = fork(join(import.meta.dirname, 'run.mjs'), [join(path, 'index.mjs')], {
    env: { ...process.env, ...arns, ...env },
    execArgv: ['--max-old-space-size=230'],
    // Its log is no part of what is shown.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return {
    process: child,
    async run(event) {
      child.send(event);
      const [said] = (await once(child, 'message')) as [Ran];
      return said;
    },
  };
}

/** Lets a process run for so much of the time alone, in slices of 20 ms, as Lambda holds a function to its share of a processor. */
export function slowed({ pid = 0 }: ChildProcess, share: number): () => void {
  const sliceMs = 20;
  const slices = setInterval(() => {
    process.kill(pid, 'SIGCONT');
    setTimeout(() => process.kill(pid, 'SIGSTOP'), sliceMs * share);
  }, sliceMs);
  return () => {
    clearInterval(slices);
    setTimeout(() => process.kill(pid, 'SIGCONT'), 2 * sliceMs);
  };
}
