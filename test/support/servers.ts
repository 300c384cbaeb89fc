import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';

/** Starts a server on a free port, stops it with the test, and gives the port. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {})));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

/** A server that answers raw bytes, for answers that no HTTP library would send. */
export async function serveRaw(onConnection: (socket: Socket) => void): Promise<string> {
  return `http://127.0.0.1:${await listen(createTcpServer(onConnection))}`;
}

export interface TestCertificate {
  cert: string;
  key: string;
}

const DAY_MS = 86_400_000;

export async function certificateFor(host: string, daysFrom: number, daysTo: number, now: number): Promise<TestCertificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: host }], {
    notBeforeDate: new Date(now + daysFrom * DAY_MS),
    notAfterDate: new Date(now + daysTo * DAY_MS),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  return { cert, key };
}

/** An HTTPS server; its port is to be reached under the name that the test resolves. */
export async function serveTls(certificate: TestCertificate, listener: RequestListener): Promise<number> {
  return listen(createHttpsServer(certificate, listener));
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
