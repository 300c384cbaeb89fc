import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../functions/shared/clock.ts';
import { engineAt } from '../../local/docker/engine.ts';
import { dockerEvents } from '../../local/docker/events.ts';
import { remove, startContainer, suffer, until } from './support/container.ts';
import { describeWithEngine, freePort, SOCKET } from './support/test.ts';

const NAME = 'atlasml';

describeWithEngine('how a real container ends', (api) => {
  afterEach(() => remove(api, NAME));

  /** What the events of the container tell since it was started, oldest first. */
  async function told(): Promise<string[]> {
    const engine = engineAt({ DOCKER_HOST: `unix://${SOCKET}` });
    // The Engine answers up to the last whole second.
    const { events } = await dockerEvents(engine, NAME, { now: () => systemClock.now() + 1_000 })();
    await engine.close();
    const last = events.findLastIndex(({ what }) => what === 'started');
    return events.slice(last).map(({ what, exitCode, by }) => [what, exitCode, by].filter((x) => x !== undefined).join(' '));
  }

  test('it is killed', async () => {
    await startContainer(api, NAME, { port: await freePort() });
    await until(api, NAME, ({ Health }) => Health?.Status === 'healthy');
    await api.ask('POST', `/containers/${NAME}/kill`);
    await until(api, NAME, ({ Status }) => Status === 'exited');
    expect(await told()).toEqual(['started', 'healthy', 'killed 137 command']);
  });

  test('it is stopped by hand right after a deploy', async () => {
    await startContainer(api, NAME, { port: await freePort() });
    await until(api, NAME, ({ Health }) => Health?.Status === 'healthy');
    await api.ask('POST', `/containers/${NAME}/rename?name=${NAME}-old`);
    await api.ask('POST', `/containers/${NAME}-old/stop`);
    await startContainer(api, NAME, { port: await freePort() });
    await remove(api, `${NAME}-old`);
    await until(api, NAME, ({ Health }) => Health?.Status === 'healthy');
    await api.ask('POST', `/containers/${NAME}/stop`);
    expect((await told()).filter((event) => event !== 'removed')).toEqual(['started', 'healthy', 'stopped 0 command']);
  });

  test('it is killed for memory', async () => {
    await startContainer(api, NAME, { port: await freePort(), isChecked: false });
    await suffer(api, NAME, 'leak');
    await until(api, NAME, ({ Status }) => Status === 'exited');
    expect(await told()).toEqual(['started', 'out-of-memory 137']);
  });
});
