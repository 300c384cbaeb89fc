import { createServer } from 'node:http';
import type { Behaviour, LogsService } from '../../../insights/index.ts';
import type { AtlasMLStandIn } from './atlasml-stand-in.ts';
import { startListening, stopListening } from './listening.ts';
import type { SlackStandIn } from './slack-stand-in.ts';

export interface StandIns {
  logs: LogsService;
  atlasml: AtlasMLStandIn;
  slack: SlackStandIn;
  slackUrl: string;
}

/** What a test, in its own process, may ask of the stand-ins. */
export type Wish =
  | { atlasml: string }
  | { logs: Behaviour }
  | { clearLogs: true }
  | { slackStatuses: number[] }
  | { slackDelayMs: number }
  | { slackDead: boolean }
  | { slackGot: true }
  | { slackUrl: true };

/** A little server through which the tests steer the stand-ins, which live in the process of the set-up. */
export async function startControl(standIns: StandIns): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = grant(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Wish, standIns);
    response.end(JSON.stringify(answer ?? null));
  });
  return { url: await startListening(server), stop: () => stopListening(server) };
}

function grant(wish: Wish, { logs, atlasml, slack, slackUrl }: StandIns): unknown {
  if ('atlasml' in wish) atlasml.answer = wish.atlasml;
  if ('logs' in wish) logs.behaviour = wish.logs;
  if ('clearLogs' in wish) logs.clear();
  if ('slackStatuses' in wish) slack.next = wish.slackStatuses;
  if ('slackDelayMs' in wish) slack.delayMs = wish.slackDelayMs;
  if ('slackDead' in wish) slack.dead = wish.slackDead;
  if ('slackUrl' in wish) return slackUrl;
  return slack.got;
}
