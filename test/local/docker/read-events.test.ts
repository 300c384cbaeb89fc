import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ContainerEvent } from '../../../functions/shared/observation.ts';
import { readDockerEvents } from '../../../local/docker/read-events.ts';

const recorded = (name: string) => readFileSync(`test/fixtures/docker-api/${name}.jsonl`, 'utf8');
const told = (events: ContainerEvent[]) =>
  events.map(({ atMs, what, exitCode, by }) =>
    [new Date(atMs).toISOString().slice(11, 19), what, exitCode, by].filter((part) => part !== undefined).join(' '),
  );
const AT = Date.parse('2026-11-26T10:00:00Z');
const step = (seconds: number, Action: string, Attributes: object = {}, ID = 'a'.repeat(64)) =>
  JSON.stringify({
    Type: 'container',
    Action,
    Actor: { ID, Attributes: { name: 'atlasml', ...Attributes } },
    time: AT / 1000 + seconds,
  });

describe('what a recorded Engine said', () => {
  test('a kill for memory: oom, then die with 137', () => {
    expect(told(readDockerEvents(recorded('events-oom'), 'atlasml'))).toEqual([
      '11:27:48 out-of-memory 137',
      '11:27:48 started',
      '11:27:58 healthy',
    ]);
  });

  test('a loop of kills for memory, as API 1.56 tells it', () => {
    const ends = readDockerEvents(recorded('events-oom-loop-api-1.56'), 'atlasml').filter((e) => e.exitCode !== undefined);
    expect(ends.map((e) => e.what)).toEqual(Array(6).fill('out-of-memory'));
  });

  test('a crash loop: it ends by itself with exit code 3', () => {
    expect(told(readDockerEvents(recorded('events-crash-loop'), 'atlasml')).slice(0, 4)).toEqual([
      '11:16:10 started',
      '11:16:29 exited 3',
      '11:16:30 started',
      '11:16:39 exited 3',
    ]);
  });

  test('a deploy: the old container is renamed, stopped and replaced', () => {
    expect(told(readDockerEvents(recorded('events-main-without-exec'), 'atlasml')).slice(0, 3)).toEqual([
      '11:20:15 stopped 0 deploy',
      '11:20:16 removed',
      '11:20:16 started',
    ]);
  });

  test('a container that somebody killed, and one that was paused meanwhile', () => {
    const all = recorded('events-main-without-exec');
    expect(told(readDockerEvents(all, 'localdrv'))).toEqual([
      '11:31:35 started',
      '11:31:45 killed 137 command',
      '11:31:45 removed',
    ]);
    expect(told(readDockerEvents(all, 'silent'))).toEqual([
      '11:31:34 started',
      '11:31:37 paused',
      '11:31:45 resumed',
      '11:31:45 killed 137 command',
      '11:31:45 removed',
    ]);
  });

  test('a stop by somebody is none of another container', () => {
    const main = readDockerEvents(recorded('events-main-without-exec'), 'atlasml');
    expect(told(main.filter((e) => e.what === 'stopped'))).toContain('11:48:55 stopped 0 command');
    expect(readDockerEvents(recorded('events-main-without-exec'), 'weaviate')).toEqual([]);
  });
});

// biome-ignore format: a row reads as a row
test.each<[string, string[], string]>([
  ['SIGKILL from outside of Docker', [step(0, 'die', { exitCode: '137' })], 'killed 137'],
  ['oom of a child long before its end', [step(0, 'oom'), step(30, 'die', { exitCode: '0' })], 'exited 0'],
  ['oom of a child, and a stop right after', [step(0, 'oom'), step(1, 'kill', { signal: '15' }), step(1, 'die', { exitCode: '143' })], 'stopped 143 command'],
  ['a stop that took too long ends in SIGKILL', [step(0, 'kill', { signal: '15' }), step(10, 'kill', { signal: '9' }), step(10, 'die', { exitCode: '137' })], 'stopped 137 command'],
  ['a signal of a minute ago ended nothing', [step(0, 'kill', { signal: '1' }), step(90, 'die', { exitCode: '139' })], 'exited 139'],
])('an end is told by what came before: %s', (_title, steps, expected) => {
  expect(told(readDockerEvents(steps.join('\n'), 'atlasml')).at(-1)?.slice(9)).toBe(expected);
});

test('a restart is no deploy, also where the container is made anew right after', () => {
  const made = 'b'.repeat(64);
  const restarted = [step(0, 'kill', { signal: '15' }), step(1, 'die', { exitCode: '0' }), step(1, 'start'), step(1, 'restart')];
  const remade = [
    step(9, 'kill', { signal: '9' }),
    step(9, 'die', { exitCode: '137' }),
    step(9, 'destroy'),
    step(10, 'create', {}, made),
  ];
  expect(told(readDockerEvents([...restarted, ...remade].join('\n'), 'atlasml'))).toEqual([
    '10:00:01 stopped 0 command',
    '10:00:01 started',
    '10:00:09 killed 137 command',
    '10:00:09 removed',
  ]);
});

test('a container that a deploy made a minute ago is stopped by somebody, not by that deploy', () => {
  const made = 'b'.repeat(64);
  const deploy = [
    step(0, 'kill', { signal: '15' }),
    step(1, 'die', { exitCode: '0' }),
    step(1, 'destroy'),
    step(2, 'create', {}, made),
    step(3, 'start', {}, made),
  ];
  const byHand = [step(60, 'kill', { signal: '15' }, made), step(61, 'die', { exitCode: '0' }, made)];
  expect(told(readDockerEvents([...deploy, ...byHand].join('\n'), 'atlasml'))).toEqual([
    '10:00:01 stopped 0 deploy',
    '10:00:01 removed',
    '10:00:03 started',
    '10:01:01 stopped 0 command',
  ]);
});

test('a deploy that makes the new container first, under a name of its own', () => {
  const made = 'b'.repeat(64);
  const steps = [
    step(0, 'create', { name: '3e7443_atlasml' }, made),
    step(1, 'kill', { signal: '15' }),
    step(2, 'die', { exitCode: '0' }),
    step(2, 'destroy'),
    step(3, 'rename', { oldName: '/3e7443_atlasml' }, made),
    step(3, 'start', {}, made),
  ];
  expect(told(readDockerEvents(steps.join('\n'), 'atlasml'))[0]).toBe('10:00:02 stopped 0 deploy');
});

describe('events of another form', () => {
  test.each([
    ['a line that was cut', '{"Type":"container","Act'],
    ['no object', 'null\n1\n"x"\n[]'],
    [
      'nothing in it',
      '{"Type":"container","Actor":null}\n{"Type":"container","Action":"die","Actor":{"ID":"a","Attributes":null}}',
    ],
    ['a time that is none', step(0, 'die').replace(/"time":\d+/, '"time":"soon"')],
    ['an action that is none', step(0, 'die').replace('"die"', '{}')],
  ])('%s: the others are told', (_title, line) => {
    expect(told(readDockerEvents(`${step(0, 'start')}\n${line}\n${step(5, 'die', { exitCode: '3' })}`, 'atlasml'))).toEqual([
      '10:00:00 started',
      '10:00:05 exited 3',
    ]);
  });

  test('a label that has the name of an attribute makes no exit code, and no container another one', () => {
    const odd = step(5, 'die', { exitCode: '\u001b[31m3' });
    const other = step(6, 'die', { name: 'other', oldName: '/atlasml', exitCode: '9' }, 'b'.repeat(64));
    expect(told(readDockerEvents(`${step(0, 'start')}\n${odd}\n${other}`, 'atlasml'))).toEqual([
      '10:00:00 started',
      '10:00:05 exited',
    ]);
  });
});
