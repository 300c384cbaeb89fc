import { offsetWords, plural } from '../../../shared/text/words.ts';
import { type Cause, likely, sure } from '../cause.ts';
import { down } from '../witnesses.ts';

/** Those who ask, and the log itself. */
// biome-ignore format: a row reads as a row
export const CLIENT_AND_LOG_CAUSES: readonly Cause[] = [
  {
    id: 'log-clock', explains: ['check-unknown', 'logs-silent'], subsumes: ['log-driver'], runbook: 'check-unknown',
    firstStep: "Set the time zone of the agent that sends the log to that of AtlasML's clock, or let AtlasML run in UTC (TZ=UTC).",
    finds: ({ logClock: c }) =>
      c && !c.isCounted
        ? sure("the log's clock is wrong", `The times of the log are ${offsetWords(c.offsetMinutes)} UTC: what AtlasML writes now stands at another hour, so nothing in it can be counted.`, { by: ['log'] }) : undefined,
  },
  {
    id: 'log-driver', explains: ['logs-silent'], runbook: 'logs-silent',
    firstStep: 'See whether `docker logs` shows what the monitor does not get; where CloudWatch gets the log, check the awslogs options and the permissions of the host.',
    finds: (w) =>
      w.signals.includes('logs-silent') && w.endpoints.some((e) => e.verdict === 'up') && !down(w)
        ? sure('the log does not arrive', 'AtlasML answers, but none of its lines arrive in the log: the log driver is broken, and errors would not be seen.', { by: ['probe', 'log'] }) : undefined,
  },
  {
    id: 'log-format', explains: ['log-format-changed'], runbook: 'log-format-changed',
    firstStep: 'Do not trust the counts of requests and errors until the monitor knows the new format; read the log itself.',
    finds: (w) =>
      w.signals.includes('log-format-changed')
        ? sure('the log format changed', `${plural(w.counts?.unrecognisedLines ?? 0, 'line')} of ${w.counts?.lines ?? 0} are in no known format: errors and requests are not all counted.`, { by: ['log'] }) : undefined,
  },
  {
    id: 'clients-refused', explains: ['requests-refused', 'new-error-kind'], runbook: 'requests-refused', subsumes: ['bad-requests'],
    firstStep: "Compare AtlasML's API key with the one that the client sends: most often the key was changed on one side only.",
    finds: ({ refusals: r, time }) => {
      if (!r || r.count === 0) return undefined;
      const isAll = r.count >= r.requests;
      const isOne = r.clients === 1 || r.mostOfOne >= 0.9 * r.count;
      const who = isOne ? 'one client' : isAll ? 'all clients' : `${plural(r.clients, 'client')}`;
      const share = isAll ? 'and nobody is served' : `of ${plural(r.requests, 'request')}`;
      return sure(`${who} refused (401, 403)`, `AtlasML refuses the key of ${who}: ${plural(r.count, 'request')} refused with 401 or 403 since ${time.clock(r.sinceMs)}, ${share}.`, { by: ['log'], sinceMs: r.sinceMs });
    },
  },
  {
    id: 'bad-requests', explains: ['new-error-kind'], runbook: 'new-error-kind',
    firstStep: 'Nothing fails here: find the client by its address in the access lines, and tell its owners.',
    finds: ({ counts: c }) =>
      c && c.serverErrors === 0 && c.failedStarts === 0 && c.clientErrors > 0
        ? likely('a client sends bad requests', `${plural(c.clientErrors, 'request')} refused as wrong (4xx) in 5 minutes, and none failed through a server fault.`, { by: ['log'] }) : undefined,
  },
];
