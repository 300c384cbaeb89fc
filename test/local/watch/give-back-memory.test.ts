import { describe, expect, test } from 'vitest';
import { giveBackMemory, leaveCompilerBehind } from '../../../local/watch/give-back-memory.ts';

type Changes = Partial<Pick<NodeJS.Process, 'platform' | 'env' | 'channel'>> & { memoryUsage?: () => { external: number } };

/** The environment in which it starts anew; undefined where it goes on as it is. */
function startedWith(changes: Changes, start = giveBackMemory) {
  let started: { args?: readonly string[] | undefined; env?: NodeJS.ProcessEnv | undefined } | undefined;
  const here = {
    platform: 'linux',
    env: { HOME: '/root' },
    execPath: '/bin/node',
    execArgv: ['--trace-uncaught'],
    argv: ['/bin/node', '/app/bin/atlasml-monitor.js', 'watch', '--data', 'a b'],
    execve: (_file: string, args?: readonly string[], env?: NodeJS.ProcessEnv) => {
      started = { args, env };
    },
    ...changes,
  };
  start(here as unknown as NodeJS.Process);
  return started;
}

test('on Linux it starts anew with the same words, and with what makes the C library give memory back', () => {
  expect(startedWith({})).toEqual({
    args: ['/bin/node', '--trace-uncaught', '/app/bin/atlasml-monitor.js', 'watch', '--data', 'a b'],
    env: { HOME: '/root', MALLOC_MMAP_THRESHOLD_: '32768', MALLOC_TRIM_THRESHOLD_: '65536', MALLOC_ARENA_MAX: '2' },
  });
});

test.each<[string, Changes]>([
  ['it was started so, or somebody said how it is to be', { env: { MALLOC_ARENA_MAX: '1' } }],
  ['the system has another C library', { platform: 'darwin' }],
  ['a parent talks with it', { channel: {} as never }],
])('it goes on as it is where %s', (_, changes) => expect(startedWith(changes)).toBeUndefined());

describe('the compiler', () => {
  const told: string[] = [];
  const leave = (process: NodeJS.Process) => leaveCompilerBehind(process, () => void told.push('kept'));
  const memoryUsage = () => ({ external: 12_000_000 });

  test('is left behind once all is compiled and kept', () => {
    const env = { HOME: '/root', ATLASML_MONITOR_COMPILED: '1' };
    expect(startedWith({ memoryUsage }, leave)).toMatchObject({ env });
    expect(told.splice(0)).toEqual(['kept']);
  });

  test.each<[string, Changes]>([
    ['was not needed', { memoryUsage: () => ({ external: 5_000_000 }) }],
    ['was needed again, for nothing can be kept', { memoryUsage, env: { ATLASML_MONITOR_COMPILED: '1' } }],
  ])('stays where it %s', (_, changes) => {
    expect(startedWith(changes, leave)).toBeUndefined();
    expect(told).toEqual([]);
  });
});
