import { extname, join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { BuildOptions, Metafile } from 'esbuild';

/** What the thread answers. */
export type Built = { metafile: Metafile } | { error: string };

let thread: Worker | undefined;

/**
 * Bundles with leanParts and waits for it: the CDK wants a bundle at once, and esbuild takes plugins only where it need not wait. So a thread
 * of its own builds, one for all bundles.
 * @throws with the words of esbuild.
 */
export function buildLean(options: BuildOptions): Metafile {
  thread ??= new Worker(join(import.meta.dirname, `build-thread${extname(import.meta.filename)}`));
  thread.unref();
  const { port1: ours, port2: port } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  thread.postMessage({ options, port, done }, [port]);
  Atomics.wait(done, 0, 0);
  const built = receiveMessageOnPort(ours)?.message as Built;
  ours.close();
  if ('error' in built) throw new Error(built.error);
  return built.metafile;
}
