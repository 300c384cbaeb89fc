import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** Listens and then never accepts: its thread sleeps. */
const DEAF = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ ...workerData, backlog: 1 }, () => {
    parentPort.postMessage('listening');
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;
/** More than the queue of the kernel holds. */
const ENOUGH = 8;

/** An address of this machine whose queue is full, so that the kernel drops what would connect to that port. */
export async function swallowingPort(host: string, port: number): Promise<void> {
  const worker = new Worker(DEAF, { eval: true, workerData: { host, port } });
  await new Promise((resolve) => worker.once('message', resolve));
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await worker.terminate();
  });
  for (let i = 0; i < ENOUGH; i++) sockets.push(connect({ host, port }).on('error', () => {}));
  // The queue is full once the kernel has answered those that fit.
  await new Promise((resolve) => sockets[0]?.once('connect', resolve));
}
