import { serve } from './servers.ts';

export interface SlackCallSeen {
  method: string;
  args: Record<string, string>;
}

/** A real server that answers as Slack's Web API does, and keeps what it was asked. */
export async function slackApiStandIn(...answers: { status?: number; headers?: Record<string, string>; json: object }[]) {
  const got: SlackCallSeen[] = [];
  const tokens = new Set<string | undefined>();
  let messages = 0;
  const origin = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    tokens.add(request.headers.authorization);
    const method = request.url?.split('/').at(-1) ?? '';
    const args = Object.fromEntries(new URLSearchParams(body));
    got.push({ method, args });
    const usual = { ok: true, channel: 'C0000001', ts: args.ts ?? `17000000${++messages}.000100` };
    const { status = 200, headers = {}, json } = answers.shift() ?? { json: usual };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
  });
  return { apiUrl: `${origin}/api`, got, tokens, answers };
}
