import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ContainerEvent } from '../../../functions/shared/observation.ts';
import { engineAt } from '../../../local/docker/engine.ts';
import { EngineError } from '../../../local/docker/engine-error.ts';
import { dockerEvents } from '../../../local/docker/events.ts';
import { StillClock } from '../../support/fakes.ts';

const recorded = (name: string) => readFileSync(`test/fixtures/docker-api/${name}.jsonl`, 'utf8');
const told = (events: ContainerEvent[]) =>
  events.map(({ atMs, what, exitCode, by }) =>
    [new Date(atMs).toISOString().slice(11, 19), what, exitCode, by].filter((part) => part !== undefined).join(' '),
  );
describe('the Engine of this machine', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function engine(answer: RequestListener) {
    const path = join(mkdtempSync(join(tmpdir(), 'engine-')), 'docker.sock');
    const server = createServer((request, response) => {
      response.setHeader('Api-Version', '1.41');
      if (request.url === '/_ping') response.end('OK');
      else answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const client = engineAt({ DOCKER_HOST: `unix://${path}` });
    closing.push(client.close, () => new Promise((resolve) => server.close(resolve)));
    return client;
  }

  test('is asked for what came since the look before, and what it said is kept', async () => {
    const asked: URL[] = [];
    const answers = [recorded('events-oom'), ''];
    const client = await engine((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://docker'));
      response.writeHead(200, { 'content-type': 'application/json' }).end(answers.shift());
    });
    const clock = new StillClock(Date.parse('2026-11-26T11:29:00Z'));
    const look = dockerEvents(client, 'atlasml', clock);
    const first = await look();
    clock.at += 60_000;
    const second = await look();
    expect(first).toMatchObject({ check: 'container', runtime: 'Docker', atMs: clock.at - 60_000 });
    expect(told(second.events)).toEqual(told(first.events));
    const span = asked.map(({ searchParams: p }) => Number(p.get('until')) - Number(p.get('since')));
    expect(span).toEqual([6 * 3600, 300]);
    expect(JSON.parse(asked[0]?.searchParams.get('filters') ?? '')).toMatchObject({ type: ['container'] });
  });

  test('that refuses is named with its words', async () => {
    const client = await engine((_request, response) =>
      response.writeHead(400).end('{"message":"client version 1.44 is too new"}'),
    );
    await expect(dockerEvents(client, 'atlasml', new StillClock())()).rejects.toThrow(
      'Docker answers HTTP 400: client version 1.44 is too new',
    );
  });

  test('that is gone right after a stop was shut down itself: nobody meant the container, also when it is back', async () => {
    const event = (ago: number, action: string, attributes: Record<string, string>) =>
      JSON.stringify({
        Type: 'container',
        Action: action,
        Actor: { ID: 'a'.repeat(64), Attributes: { name: 'atlasml', ...attributes } },
        time: 1_000 - ago,
      });
    const stop = [event(3, 'kill', { signal: '15' }), event(2, 'die', { exitCode: '0' }), event(2, 'stop', {})].join('\n');
    const gone = new EngineError('absent', 'no Docker Engine answers');
    const answers = [stop, gone, event(-60, 'start', {})];
    const clock = new StillClock(1_000_000);
    const look = dockerEvents(
      {
        get: async () => {
          const answer = answers.shift() as string | EngineError;
          if (answer instanceof EngineError) throw answer;
          return answer;
        },
      },
      'atlasml',
      clock,
    );
    expect((await look()).events).toMatchObject([{ what: 'stopped', by: 'command' }]);
    clock.at += 10_000;
    await expect(look()).rejects.toThrow(gone.message);
    clock.at += 60_000;
    expect((await look()).events).toMatchObject([{ what: 'stopped', by: 'host', exitCode: 0 }, { what: 'started' }]);
  });

  test('that is not there throws', async () => {
    const client = engineAt({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    closing.push(client.close);
    await expect(client.get('/events')).rejects.toThrow(/ENOENT/);
  });

  test.each(['ssh://me@host', 'npipe:////./pipe/docker_engine', 'docker.sock'])('at %s is not known', (host) => {
    expect(() => engineAt({ DOCKER_HOST: host })).toThrow(`DOCKER_HOST is ${host}`);
  });
});
