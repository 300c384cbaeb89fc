import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../functions/shared/clock.ts';
import type { LogEvent } from '../../insights/index.ts';
import { ContainerLog } from '../../local/docker/container-log.ts';
import { engineAt } from '../../local/docker/engine.ts';
import { remove } from './support/container.ts';
import { IMAGE } from './support/image.ts';
import { describeWithEngine, SOCKET } from './support/test.ts';

const NAME = 'rotated';
const LINES = 1500;
/** In portions, so that whoever follows keeps up with the rotation. */
const WRITES = `i=0; while [ $i -lt ${LINES} ]; do echo "line $i of a log that is rotated while it is followed"; i=$((i+1)); [ $((i % 50)) -eq 0 ] && sleep 0.05; done`;

describeWithEngine('a log that is rotated while it is followed', (api) => {
  afterEach(() => remove(api, NAME));

  test('each line is counted once', async () => {
    await api.ask('POST', `/containers/create?name=${NAME}`, {
      Image: IMAGE,
      Cmd: ['sh', '-c', WRITES],
      HostConfig: { NetworkMode: 'host', LogConfig: { Type: 'json-file', Config: { 'max-size': '20k', 'max-file': '5' } } },
    });
    await api.ask('POST', `/containers/${NAME}/start`);
    const engine = engineAt({ DOCKER_HOST: `unix://${SOCKET}` });
    const events: LogEvent[] = [];
    const log = new ContainerLog(engine, NAME, { add: (more) => void events.push(...more) }, { keepMs: 600_000 });
    const startMs = systemClock.now() - 60_000;
    try {
      while (await log.catchUp(systemClock.now())) await log.follow(systemClock.now, AbortSignal.timeout(30_000));
    } finally {
      await engine.close();
    }
    const messages = events.map(({ message }) => message);
    expect(messages.length).toBe(new Set(messages).size);
    // What went away before it was read is said.
    if (log.unknownIn({ startMs, endMs: systemClock.now() }) === undefined) expect(messages).toHaveLength(LINES);
  });
});
