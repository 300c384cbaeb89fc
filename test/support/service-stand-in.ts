import type { IncomingHttpHeaders } from 'node:http';
import { serve } from './servers.ts';

export type Answer = [status: number, body?: string, headers?: Record<string, string>];

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real server in a service's place: it gives these answers one after the other, then the usual one, and keeps what it was sent. */
export async function serviceStandIn(usual: Answer, ...answers: Answer[]) {
  const got: SeenRequest[] = [];
  const origin = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    got.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    const [status, text = '', headers = {}] = answers.shift() ?? usual;
    response.writeHead(status, headers).end(text);
  });
  return { origin, got, sent: () => got.map(({ body }) => JSON.parse(body)) };
}
