import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LogsStandIn {
  url: string;
  /** The messages of all events, in the order in which they came. */
  events: string[];
  close(): Promise<void>;
}

/** As much of CloudWatch Logs as Docker's awslogs driver asks for: it makes its stream, and puts events. */
export async function cloudWatchLogsStandIn(): Promise<LogsStandIn> {
  const events: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [, action] = String(request.headers['x-amz-target']).split('.');
    if (action === 'PutLogEvents') {
      const { logEvents } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { logEvents: { message: string }[] };
      events.push(...logEvents.map(({ message }) => message));
    }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
