import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { addressOf } from '../../../local/docker/address.ts';
import { inspect } from '../../../local/docker/container.ts';
import { engineAt } from '../../../local/docker/engine.ts';
import { connectionError, type EngineError } from '../../../local/docker/engine-error.ts';
import { breaksOff, bytes, json, recordedJson, refuse, standInEngine } from '../../support/recorded-engine.ts';

const faultOf = async (work: Promise<unknown>) => {
  const error = (await work.then(
    () => undefined,
    (e: EngineError) => e,
  )) as EngineError;
  return [error.name, error.fault, error.message];
};

test.each([
  ['1.41', '/v1.41/info'],
  ['1.40', '/v1.40/info'],
  ['1.56', '/v1.56/info'],
  ['1.99', '/v1.56/info'],
])('of an Engine that speaks %s it is asked %s', async (apiVersion, path) => {
  const { client, asked } = await standInEngine({ '/info': json({}) }, { apiVersion });
  await client.json('/info');
  await client.json('/info');
  expect(asked).toEqual(['/_ping', path, path]);
});

test('an Engine that is too old says what to do', async () => {
  const { client } = await standInEngine({}, { apiVersion: '1.39' });
  expect(await faultOf(client.get('/info'))).toEqual([
    'EngineError',
    'version',
    expect.stringMatching(/speaks API 1\.39; 1\.40 is needed .* update Docker$/),
  ]);
});

test('an Engine that was exchanged for an older one is asked in its version', async () => {
  let isOlder = false;
  const { client, asked } = await standInEngine({
    '/info': (url, response) => {
      if (isOlder) json({})(url, response);
      else refuse(400, 'client version 1.41 is too new. Maximum supported API version is 1.40')(url, response);
    },
  });
  expect((await faultOf(client.get('/info')))[1]).toBe('version');
  isOlder = true;
  await client.get('/info');
  expect(asked.filter((path) => path === '/_ping')).toHaveLength(2);
});

test('what is no Engine is told apart from one', async () => {
  const { client } = await standInEngine({}, { apiVersion: null });
  expect(await faultOf(client.get('/info'))).toEqual([
    'EngineError',
    'garbled',
    expect.stringContaining('is it a Docker Engine?'),
  ]);
});

// biome-ignore format: a row reads as a row
test.each([
  ['garbage', bytes('<html>hello</html>'), 'garbled', 'is no JSON: is it a Docker Engine?'],
  ['JSON that is none of an Engine', json({ Id: 7 }), 'garbled', 'what Docker says of the container cannot be read (Id: '],
  ['null', json(null), 'garbled', 'what Docker says of the container cannot be read'],
  ['an answer that breaks off', breaksOff('{"Id":'), 'garbled', 'broke off or is no Docker Engine'],
  ['HTTP 500', refuse(500, 'the daemon is sick'), 'refused', 'Docker answers HTTP 500: the daemon is sick; see the log of Docker'],
  ['HTTP 502 of a proxy', (_url: URL, response: { writeHead(n: number): { end(t: string): void } }) => response.writeHead(502).end('<b>Bad Gateway</b>'), 'refused', 'HTTP 502: <b>Bad Gateway</b>'],
] as const)('%s is an unknown with what to do', async (_title, answer, fault, says) => {
  const { client } = await standInEngine({ '/containers/atlasml/json': answer as never });
  expect(await faultOf(inspect(client, 'atlasml'))).toEqual(['EngineError', fault, expect.stringContaining(says)]);
});

test('a name that does not exist is told with those that may be meant', async () => {
  const listed = recordedJson('containers-all-states.json');
  const { client } = await standInEngine({ '/containers/json': json(listed) });
  expect((await faultOf(inspect(client, 'atlas')))[2]).toBe('Docker knows no container named atlas; is it atlasml?');
  expect((await faultOf(inspect(client, 'nope')))[2]).toMatch(/^Docker knows no container named nope; there are localdrv, /);
});

test('an ID is no name, for it changes with each deploy', async () => {
  const { client } = await standInEngine({ '/containers/49ad9684bfca/json': json(recordedJson('inspect-healthy.json')) });
  expect((await faultOf(inspect(client, '49ad9684bfca')))[2]).toBe(
    '49ad9684bfca is the ID of the container atlasml: give its name, for an ID changes with each deploy',
  );
});

test('a socket that is not there, and one where nobody listens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  writeFileSync(join(folder, 'file'), '');
  for (const name of ['none', 'file']) {
    const client = engineAt({ DOCKER_HOST: `unix://${join(folder, name)}` });
    onTestFinished(() => client.close());
    expect(await faultOf(client.get('/info'))).toEqual([
      'EngineError',
      'absent',
      expect.stringMatching(/no Docker Engine answers at unix:.* \(ENOENT|no Docker Engine answers at unix:.* \(ECONNREFUSED/),
    ]);
  }
});

test('a socket that may not be opened says who may', () => {
  const error = Object.assign(new Error('connect EACCES /var/run/docker.sock'), { code: 'EACCES' });
  const { fault, message } = connectionError(error, 'unix:///var/run/docker.sock');
  expect([fault, message]).toEqual(['denied', expect.stringContaining('usermod -aG docker USER')]);
});

test('what answers without HTTP is no Engine', async () => {
  const server = createServer((socket) => socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n'));
  const path = join(mkdtempSync(join(tmpdir(), 'engine-')), 'docker.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const client = engineAt({ DOCKER_HOST: `unix://${path}` });
  onTestFinished(async () => {
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  });
  expect((await faultOf(client.get('/info')))[1]).toBe('garbled');
});

test('the address is that of Docker’s command line', () => {
  expect(addressOf({})).toMatchObject({ socketPath: '/var/run/docker.sock' });
  expect(addressOf({ DOCKER_HOST: '' })).toMatchObject({ socketPath: '/var/run/docker.sock' });
  expect(addressOf({ DOCKER_HOST: 'tcp://10.0.0.1' })).toMatchObject({ origin: 'http://10.0.0.1:2375' });
  expect(addressOf({ DOCKER_HOST: 'tcp://[::1]:99/' })).toMatchObject({ origin: 'http://[::1]:99' });
  expect(() => addressOf({ DOCKER_HOST: 'ssh://me@host' })).toThrow(/ssh is not spoken here. Forward the socket \(`ssh -nNT -L/);
  expect(() => addressOf({ DOCKER_HOST: 'npipe:////./pipe/docker_engine' })).toThrow('only unix:///path and tcp://host:port');
});

test('TLS takes the three files of DOCKER_CERT_PATH, and names the one that is missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const environment = { DOCKER_HOST: 'tcp://docker.example.org', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
  expect(() => addressOf(environment)).toThrow(`${join(folder, 'ca.pem')} cannot be read (ENOENT): set DOCKER_CERT_PATH`);
  for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, `${name}.pem`), name);
  expect(addressOf(environment)).toEqual({
    name: 'tcp://docker.example.org',
    origin: 'https://docker.example.org:2376',
    tls: { ca: Buffer.from('ca'), cert: Buffer.from('cert'), key: Buffer.from('key') },
  });
});
