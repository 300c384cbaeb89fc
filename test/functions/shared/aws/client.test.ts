import { globSync, readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type CallLimits, clientOptions, endingCalls } from '../../../../functions/shared/aws/client.ts';
import { closedPort, serve, serveRaw } from '../../../support/servers.ts';

/** So long that it never ends anything in a test that is not about it. */
const NEVER_MS = 20_000;
const PATIENT: CallLimits = { connectMs: NEVER_MS, answerMs: NEVER_MS, totalMs: NEVER_MS, attempts: 3 };
const CREDENTIALS = { accessKeyId: 'a', secretAccessKey: 'b' };
const GET = new GetItemCommand({ TableName: 't', Key: { id: { S: 'x' } } });
const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\n';
const WHOLE = `${OK}content-length: 2\r\n\r\n{}`;

/** A real client of the SDK, made as the functions make theirs, but for the address and the credentials. */
function clientOf(endpoint: string, limits: Partial<CallLimits> = {}): DynamoDBClient {
  const all = { ...PATIENT, ...limits };
  const options = { endpoint, region: 'eu-central-1', credentials: CREDENTIALS, ...clientOptions(all) };
  const client = endingCalls(new DynamoDBClient(options), all.totalMs);
  onTestFinished(() => client.destroy());
  return client;
}

/** A server that does something with each request, and counts requests and connections. */
async function server(onRequest: (socket: Socket, request: number, ofConnection: number) => void) {
  const seen = { requests: 0, connections: 0 };
  const endpoint = await serveRaw((socket) => {
    seen.connections++;
    let ofConnection = 0;
    socket.on('data', () => onRequest(socket, ++seen.requests, ++ofConnection));
  });
  return { endpoint, seen };
}

describe('a server that', () => {
  test('accepts and never answers ends each attempt, and then the call', async () => {
    const { endpoint, seen } = await server(() => {});
    await expect(clientOf(endpoint, { answerMs: 250 }).send(GET)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: expect.stringContaining('250 ms requestTimeout'),
    });
    expect(seen.requests).toBe(3);
  });

  test('answers at the third attempt is well', async () => {
    const { endpoint } = await server((socket, request) => request === 3 && socket.write(WHOLE));
    await expect(clientOf(endpoint, { answerMs: 500 }).send(GET)).resolves.toMatchObject({ $metadata: { attempts: 3 } });
  });

  test('never answers ends the call when its whole time is over, whatever the attempts would have', async () => {
    const { endpoint, seen } = await server(() => {});
    await expect(clientOf(endpoint, { totalMs: 500 }).send(GET)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'DynamoDB did not end within 0.5 s',
    });
    expect(seen.requests).toBe(1);
  });

  test('sends headers and then nothing ends each attempt', async () => {
    const { endpoint, seen } = await server((socket) => socket.write(`${OK}content-length: 2\r\n\r\n{`));
    await expect(clientOf(endpoint, { answerMs: 250 }).send(GET)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: expect.stringContaining('250 ms of inactivity'),
    });
    expect(seen.requests).toBe(3);
  });

  test('sends its answer drop by drop for ever is ended by the whole time alone', async () => {
    const { endpoint, seen } = await server((socket) => {
      socket.write(`${OK}transfer-encoding: chunked\r\n\r\n`);
      const drops = setInterval(() => socket.write('1\r\n \r\n'), 10);
      socket.on('close', () => clearInterval(drops));
    });
    await expect(clientOf(endpoint, { answerMs: 2_000, totalMs: 500 }).send(GET)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'DynamoDB did not end within 0.5 s',
    });
    expect(seen.requests).toBe(1);
  });

  test('resets the connection once does no harm', async () => {
    const { endpoint } = await server((socket, request) => (request === 1 ? socket.resetAndDestroy() : socket.write(WHOLE)));
    await expect(clientOf(endpoint).send(GET)).resolves.toMatchObject({ $metadata: { attempts: 2 } });
  });

  test('resets every connection ends the call', async () => {
    const { endpoint, seen } = await server((socket) => socket.resetAndDestroy());
    await expect(clientOf(endpoint).send(GET)).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
    expect(seen.requests).toBe(3);
  });

  test('is not there ends the call', async () => {
    await expect(clientOf(`http://127.0.0.1:${await closedPort()}`).send(GET)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

test('a caller may end a call earlier', async () => {
  const { endpoint } = await server(() => {});
  const call = clientOf(endpoint).send(GET, { abortSignal: AbortSignal.timeout(50) });
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});

test('credentials that never come end the call, too', async () => {
  const options = { endpoint: await serve(() => {}), region: 'eu-central-1', credentials: () => new Promise<never>(() => {}) };
  const client = endingCalls(new DynamoDBClient({ ...options, ...clientOptions(PATIENT) }), 50);
  await expect(client.send(GET)).rejects.toThrow('DynamoDB did not end within 0.05 s');
});

describe('a kept connection that died while nobody looked', () => {
  /** Answers the first request of a connection and resets it at the second, as after a Lambda function was frozen. */
  const forgetful = () =>
    server((socket, _, ofConnection) => (ofConnection === 1 ? socket.write(WHOLE) : socket.resetAndDestroy()));

  test('costs one attempt', async () => {
    const { endpoint, seen } = await forgetful();
    const client = clientOf(endpoint);
    await client.send(GET);
    await expect(client.send(GET)).resolves.toMatchObject({ $metadata: { attempts: 2 } });
    expect(seen).toEqual({ requests: 3, connections: 2 });
  });

  test('is fatal without a second attempt, which is what the attempts are for', async () => {
    const { endpoint } = await forgetful();
    const client = clientOf(endpoint, { attempts: 1 });
    await client.send(GET);
    await expect(client.send(GET)).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
  });

  test.each([2, 3])(
    'with %i attempts: however many calls ran side by side before, one attempt has a new connection',
    async (attempts) => {
      const { endpoint, seen } = await forgetful();
      const client = clientOf(endpoint, { attempts });
      await Promise.all(Array.from({ length: 8 }, () => client.send(GET)));
      expect(seen.connections).toBe(8);
      await expect(client.send(GET)).resolves.toMatchObject({ $metadata: { attempts } });
    },
  );
});

test('a process that was frozen while the server closed its idle connections goes on', async () => {
  // The server runs in a thread of its own, so that it goes on while this one stands still.
  const closedConnections = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort, workerData } = require('node:worker_threads');
     const server = createServer((socket) => {
       socket.on('data', () => socket.write(${JSON.stringify(WHOLE)}));
       socket.setTimeout(300, () => socket.destroy());
       socket.on('error', () => {});
       socket.on('close', () => {
         Atomics.add(workerData, 0, 1);
         Atomics.notify(workerData, 0);
       });
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address()));`,
    { eval: true, workerData: closedConnections },
  );
  onTestFinished(async () => void (await thread.terminate()));
  const { port } = await new Promise<AddressInfo>((resolve) => thread.once('message', resolve));
  const endpoint = `http://127.0.0.1:${port}`;
  const agent = new Agent({ keepAlive: true });
  const plainly = () =>
    new Promise((resolve, reject) => {
      get(endpoint, { agent }, (response) => response.resume().on('end', () => setImmediate(resolve, response.statusCode))).on(
        'error',
        reject,
      );
    });
  const client = clientOf(endpoint);
  await client.send(GET);
  await plainly();
  for (let closed = 0; closed < 2; closed = Atomics.load(closedConnections, 0)) Atomics.wait(closedConnections, 0, closed);
  const withoutRetry = plainly();
  const withRetry = client.send(GET);
  await expect(withoutRetry).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(withRetry).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
});

test('a connection that is never accepted ends the call', async () => {
  // A thread that listens and then stands still accepts nothing; Linux drops what its short queue cannot hold.
  const thread = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort } = require('node:worker_threads');
     const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address());
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  onTestFinished(async () => void (await thread.terminate()));
  const { port } = await new Promise<AddressInfo>((resolve) => thread.once('message', resolve));
  const queue = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  onTestFinished(() => queue.forEach((socket) => void socket.destroy()));
  await Promise.race(queue.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  await expect(clientOf(`http://127.0.0.1:${port}`, { connectMs: 100, attempts: 1 }).send(GET)).rejects.toMatchObject({
    name: 'TimeoutError',
    message: expect.stringContaining('did not establish a connection'),
  });
});

test('no other file makes a client, so that no call is without an end', () => {
  const others = globSync('{bin,cli,functions,lib,local}/**/*.ts');
  expect(
    others.filter((file) =>
      /new \w*(CloudWatch|CloudWatchLogs|DynamoDB|Lambda|SNS|SSM)Client\(/.test(readFileSync(file, 'utf8')),
    ),
  ).toEqual([]);
});
