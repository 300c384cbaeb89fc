import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, inject } from 'vitest';
import { type EngineApi, engineApi } from './engine-api.ts';

const engine = inject('engine');

/** Where the Engine of the tests is asked, or '' where there is none. */
export const SOCKET = 'socket' in engine ? engine.socket : '';

/** Tests that need an Engine. Where there is none they are skipped, and their name says why. */
export function describeWithEngine(name: string, tests: (api: EngineApi) => void): void {
  if ('why' in engine) describe.skip(`${name} (skipped: ${engine.why})`, () => tests({} as EngineApi));
  else describe(name, () => tests(engineApi(engine.socket)));
}

/** A port on which nobody listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
