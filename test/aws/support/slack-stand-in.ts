import { createServer, type Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { SlackPayload } from '../../../functions/shared/message/slack.ts';
import { startListening, stopListening } from './listening.ts';

/** A real HTTP server that takes what Slack's webhook would, and answers with the statuses it is given first. */
export class SlackStandIn {
  readonly got: SlackPayload[] = [];
  /** Statuses of the next answers; then 200. */
  next: number[] = [];
  /** True as if somebody had removed the webhook. */
  dead = false;
  /** How long it takes to answer, once it has the message. */
  delayMs = 0;
  readonly #server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const payload = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (!payload.text && !this.dead) {
      response.writeHead(400).end('no_text');
      return;
    }
    const status = this.dead ? 404 : (this.next.shift() ?? 200);
    if (status === 200) this.got.push(payload);
    await setTimeout(this.delayMs);
    response.writeHead(status).end(status === 200 ? 'ok' : this.dead ? 'no_service' : 'rollup_error');
  });

  /** The headers of every message so far. */
  get headers(): string[] {
    return this.got.map(({ blocks }) => blocks.flatMap((b) => (b.type === 'header' ? [b.text.text] : [])).join());
  }

  async start(): Promise<string> {
    return `${await startListening(this.#server)}/services/T0/B0/secret`;
  }

  stop(): Promise<void> {
    return stopListening(this.#server);
  }
}
