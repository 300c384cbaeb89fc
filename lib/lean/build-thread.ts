import { type MessagePort, parentPort } from 'node:worker_threads';
import { type BuildOptions, build } from 'esbuild';
import type { Built } from './build.ts';
import { leanParts } from './parts.ts';

parentPort?.on('message', async ({ options, port, done }: { options: BuildOptions; port: MessagePort; done: Int32Array }) => {
  port.postMessage(await built(options));
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});

async function built(options: BuildOptions): Promise<Built> {
  try {
    const { metafile } = await build({ ...options, metafile: true, plugins: [leanParts] });
    return { metafile };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
