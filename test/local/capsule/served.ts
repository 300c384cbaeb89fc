import { afterAll, beforeAll } from 'vitest';
import { type CapsuleSource, capsuleSource } from '../../../local/capsule/capsule-source.ts';
import { type ServedPage, servePage } from '../../../local/page/server.ts';
import { watchedCapsule } from './watched.ts';

/** A capsule of a recording, served as `open` serves one, on a clock that the test sets; until its tests are over. */
export function servedCapsule(): { source: CapsuleSource; page: ServedPage; elapsedMs: number } {
  const served = { elapsedMs: 0 } as ReturnType<typeof servedCapsule>;
  beforeAll(async () => {
    const { capsule } = await watchedCapsule('docker/logs/d_weaviate_down');
    served.source = await capsuleSource(capsule, () => served.elapsedMs);
    served.page = await servePage({ sources: [served.source], address: { host: '127.0.0.1', port: 0 } });
  });
  afterAll(() => served.page.close());
  return served;
}
