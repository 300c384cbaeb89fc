import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { Told } from '../../../functions/shared/incident/receiver-record.ts';
import type { Incident, Member } from '../../../functions/shared/incident/reporter-state.ts';
import { consoleLinks } from '../../../functions/shared/message/console-links.ts';
import type { LogsObservation, Observation } from '../../../functions/shared/observation.ts';
import type { SignalId } from '../../../functions/shared/signals/signal.ts';
import { signalOf } from '../../../functions/shared/signals/signals.ts';
import { recorded, recordedAnswer } from '../../support/corpus.ts';
import { closedPort, serve } from '../../support/servers.ts';
import { probe } from '../check-health/support.ts';
import { observe } from '../check-logs/support.ts';

export const NOW = Date.parse('2026-11-25T10:33:04Z');
export const config = resolveConfig({
  endpoints: [{ name: 'health', url: 'https://atlas.example.org/api/v1/health/' }],
  logs: { group: 'atlasml/production', region: 'eu-central-1' },
  dashboard: true,
});
export const links = consoleLinks(config, 'eu-central-1', { startMs: NOW - 420_000, endMs: NOW });

export function member(signal: SignalId, minutesAgo: number, more: Partial<Member> = {}): Member {
  const { severity, title } = signalOf(signal);
  const subject = more.subject ?? '';
  return {
    alarm: signal + subject,
    signal,
    subject,
    severity,
    title: title.replace('%', subject),
    state: 'alarm',
    sinceMs: NOW - minutesAgo * 60_000,
    ...more,
  };
}

/** What a receiver was told of an incident. */
export const toldBefore = (more: Partial<Told> = {}): Told => ({ revision: 1, reminders: 0, sent: [], ...more });

export function incident(members: Member[], more: Partial<Incident> = {}): Incident {
  return { id: 'i1', openedMs: Math.min(...members.map((m) => m.sinceMs)), revision: 1, changes: [], members, ...more };
}

/** What check-logs sees in a recording, as if it had happened just now. */
export async function logs(name: string, untilSeconds = Number.POSITIVE_INFINITY): Promise<LogsObservation> {
  const events = recorded(name);
  const untilMs = (events[0]?.timestamp ?? 0) + untilSeconds * 1000;
  const seen = await observe(events.filter((e) => e.timestamp <= untilMs));
  return {
    ...seen,
    atMs: NOW - 20_000,
    evidence: seen.evidence.map((kind, i) => ({ ...kind, newestMs: NOW - (i + 1) * 25_000 })),
  };
}

export const memory: Observation = {
  check: 'memory',
  atMs: NOW - 30_000,
  memory: { state: 'known', usedPercent: 62, limitBytes: 8 * 1024 ** 3, atMs: NOW, hoursToLimit: 720 },
};

/** What a probe sees of a host that refuses the connection. */
export async function refusing(): Promise<Observation> {
  const seen = await probe({ url: `http://127.0.0.1:${await closedPort()}/` }, { attempts: 3 });
  const endpoints = [{ ...seen, sentence: seen.sentence.replaceAll('127.0.0.1', 'atlas.example.org') }];
  return { check: 'health', atMs: NOW - 20_000, endpoints };
}

export async function health(answer: string): Promise<Observation> {
  const { status, body } = recordedAnswer(answer);
  const origin = await serve((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body),
  );
  const seen = await probe({ url: origin }, { attempts: 3 });
  // How long a test's own server took is no part of a golden.
  return { check: 'health', atMs: NOW, endpoints: [{ ...seen, sentence: seen.sentence.replace(/in \d+ ms/, 'in 41 ms') }] };
}
