import { expect, test } from 'vitest';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import { ContainerLog } from '../../../local/docker/container-log.ts';
import { followedContainer } from '../../../local/docker/followed-container.ts';
import { askedQueries } from '../../../local/follow/asked-queries.ts';
import { LogSeconds } from '../../../local/follow/log-seconds.ts';
import { SECONDS } from '../../../local/watch/sources.ts';
import { StillClock } from '../../support/fakes.ts';
import { json, recordedJson, refuse, standInEngine } from '../../support/recorded-engine.ts';

const NOW = Date.parse('2026-11-26T11:20:00Z');

test('a container made anew with a driver that gives nothing back: the log is unknown, and it is said how another is read', async () => {
  const inspected = recordedJson('inspect-healthy.json') as { Id: string };
  const { client } = await standInEngine({
    '/containers/atlasml/json': json(inspected),
    [`/containers/${inspected.Id}/logs`]: refuse(501, 'configured logging driver does not support reading'),
  });
  const { healthPaths, servedPathPrefixes } = DEFAULTS.logs;
  const seconds = new LogSeconds(
    askedQueries({ healthPaths: [...healthPaths], servedPathPrefixes: [...servedPathPrefixes] }),
    SECONDS,
  );
  const reasonWith = async (otherLog?: string) => {
    const log = new ContainerLog(client, 'atlasml', seconds, { keepMs: 600_000 });
    const followed = followedContainer(log, seconds, new StillClock(NOW), { otherLog });
    return (await followed.lines({ startMs: NOW - 300_000, endMs: NOW })) as { reason?: string };
  };
  const says = 'the log driver of the container gives nothing back to read';
  expect(await reasonWith()).toMatchObject({ state: 'unknown', reason: expect.stringContaining(says) });
  expect((await reasonWith('/var/log/atlasml.log')).reason).toMatch(
    /gives nothing back to read.*\. Start the monitor again: then it reads \/var\/log\/atlasml\.log$/,
  );
});
