import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerRequest, MOST_BODY } from '../../functions/shared/answers/answer-desk.ts';
import type { AnsweredSource } from './answered-source.ts';
import { bodyOf } from './body.ts';

/**
 * Takes what somebody answers to a message. Neither the token of the page nor its own address is asked for: the right is in the link, or in
 * Slack's signature, and whoever reads a mail on a telephone has nothing else.
 */
export async function takeAnswer(
  sources: readonly AnsweredSource[],
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET' } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  const body = method === 'POST' ? await bodyOf(request, MOST_BODY) : '';
  const desks = sources.flatMap(({ answers }) => answers ?? []);
  const reply = await answerRequest({ method, path: url.pathname, query: url.searchParams, headers, body }, desks);
  const content = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(content.length) });
  response.end(method === 'HEAD' ? undefined : content);
}
