import type { SignalId } from '../../shared/signals/signal.ts';
import { duration, number, plural } from '../../shared/text/words.ts';
import { type Cause, likely, plain, sure } from './cause.ts';
import { CERTIFICATE_WORDS, OPENAI_WORDS } from './fault-words.ts';
import {
  answersAgain,
  componentsAreWell,
  connectedInVain,
  down,
  failedStart,
  failedStarts,
  failing,
  notConnected,
  reported,
  said,
  stoppedOrderly,
  wasKilled,
} from './witnesses.ts';

const ERRORS: SignalId[] = ['new-error-kind', 'server-errors', 'server-error-rate', 'critical-lines', 'unfinished-requests'];
const DOWN: SignalId[] = ['endpoint-down', 'component-down', 'slow'];
const RESTARTS: SignalId[] = ['crash-loop', 'logs-silent', ...DOWN, ...ERRORS];
/** What a process that ends again and again looks like besides. */
const ENDED = ['crash-loop', 'killed', 'short-outage', 'nothing-logged', 'our-path'];

/** So many starts in 15 minutes are a loop, as the signal says by default. */
const LOOP = 3;
/** An answer so much later than the begin of the trouble proves that AtlasML served somebody meanwhile. */
const PROOF_MS = 15_000;
/** Docker alone asks every 30 s: so long without any answer is no pause. */
const SILENCE_SECONDS = 30;
/** A healthy request takes tenths of a second; one that takes so long makes all others wait as long. */
const BLOCKING_SECONDS = 2;
const NEAR_LIMIT_PERCENT = 85;
/** A setting that is missing or wrong ends AtlasML before it asks anything of Weaviate, also a setting for Weaviate. */
const WRONG_SETTING = /atlasml\/config\.py|is required|ValidationError|environment variable/i;

/**
 * The causes, the one that explains most first: the first that fits is told, and what it does not subsume is told beside
 * it. Each was seen in a recorded AtlasML or is a known fault of its host.
 */
// biome-ignore format: a row reads as a row
export const CAUSES: readonly Cause[] = [
  {
    id: 'bad-environment', explains: RESTARTS, runbook: 'crash-loop',
    subsumes: ['cannot-start-weaviate', 'cannot-start', ...ENDED],
    firstStep: 'Set the variable that the exception names, and start the container again.',
    finds: (w) => {
      const f = failedStart(w);
      return f && WRONG_SETTING.test([f.exception, ...f.where].join(' '))
        ? sure('cannot start: a wrong setting', `AtlasML ends at each start, before it logs an error: ${plain(f.exception)}`) : undefined;
    },
  },
  {
    id: 'cannot-start-weaviate', explains: RESTARTS, runbook: 'crash-loop',
    subsumes: ['cannot-start', 'weaviate-unreachable', 'weaviate-key', 'weaviate-errors', ...ENDED],
    firstStep: 'See whether Weaviate runs and answers on /v1/.well-known/ready; then AtlasML starts by itself.',
    finds: (w) => {
      const f = failedStart(w);
      return f && /weaviate/i.test(f.exception) && !WRONG_SETTING.test([f.exception, ...f.where].join(' ')) ? sure('cannot start without Weaviate', `AtlasML needs Weaviate to start and does not reach it: ${plain(f.exception)}`) : undefined;
    },
  },
  {
    id: 'cannot-start', explains: RESTARTS, runbook: 'crash-loop',
    subsumes: ENDED,
    firstStep: 'Read the exception above and the lines before it in the log.',
    finds: (w) => {
      const f = failedStart(w);
      if (f) return sure('cannot start', `AtlasML ends at each start: ${plain(f.exception)}`);
      const failed = failedStarts(w);
      return failed > 0 ? sure('cannot start', `${plural(failed, 'start')} ended with "Application startup failed"; the lines before say why.`) : undefined;
    },
  },
  {
    id: 'out-of-memory', explains: [...RESTARTS, 'memory-high', 'memory-running-out'], runbook: 'memory-high',
    subsumes: ['killed', 'crash-loop'],
    firstStep: '`docker inspect` says OOMKilled; raise the limit, or keep /relations/suggest from loading its 1.6 GB model for each request.',
    finds: (w) =>
      wasKilled(w) && (w.signals.includes('memory-high') || (w.memoryPercent ?? 0) >= NEAR_LIMIT_PERCENT)
        ? likely('killed, probably for memory', `AtlasML was killed while ${plural(w.counts?.unfinished ?? 0, 'request')} ran, with memory near its limit${w.memoryPercent === undefined ? '' : ` (${number(w.memoryPercent)} %)`}; the kernel leaves no line in the log.`)
        : undefined,
  },
  {
    id: 'crash-loop', explains: RESTARTS, runbook: 'crash-loop',
    subsumes: ['killed', 'short-outage', 'nothing-logged', 'our-path'],
    firstStep: 'Read the lines before each start in the log; `docker ps` shows the exit code (137 is a kill, often for memory; 3 is a failed start).',
    finds: (w) => {
      const { starts = 0 } = w.counts ?? {};
      if (starts < LOOP) return undefined;
      if (stoppedOrderly(w)) return likely('is restarted again and again', `${plural(starts, 'start')} in 15 minutes, and the last stop was an orderly one: deploys, or somebody restarts it.`);
      return sure('keeps restarting', `${plural(starts, 'start')} in 15 minutes.${w.lastWords.length > 0 ? ` The last line before the newest: ${w.lastWords.at(-1)}` : ''}`);
    },
  },
  {
    id: 'killed', explains: ['unfinished-requests', 'endpoint-down', 'component-down'], runbook: 'unfinished-requests',
    subsumes: ['short-outage', 'our-path'],
    firstStep: '`docker ps -a` and `docker inspect` show the exit code: 137 is a kill, often for memory.',
    finds: (w) =>
      wasKilled(w) ? likely('was killed', `AtlasML was killed and started again while ${plural(w.counts?.unfinished ?? 0, 'request')} ran: no line says that it stopped.`) : undefined,
  },
  {
    id: 'weaviate-collection-missing', explains: [...DOWN, ...ERRORS], runbook: 'component-down',
    subsumes: ['weaviate-unreachable', 'component-fails', 'weaviate-errors'],
    firstStep: 'Restart AtlasML, which makes its collections; what was in a lost one must come from a backup.',
    finds: (w) => {
      const missing = w.endpoints.flatMap((e) => e.components).find((c) => c.message === 'missing' && c.component.includes('/'))?.component.split('/')[1]
        ?? /Missing required collections: ([\w, ]+)/.exec(failing(w)?.message ?? '')?.[1];
      return missing ? sure(`Weaviate collection ${missing} is missing`, reported(w) ?? `Weaviate has no collection ${missing}.`) : undefined;
    },
  },
  {
    id: 'weaviate-key', explains: [...DOWN, ...ERRORS], runbook: 'component-down',
    subsumes: ['weaviate-unreachable', 'component-fails', 'weaviate-errors'],
    firstStep: 'Give AtlasML the API key that Weaviate expects (WEAVIATE_API_KEY), and restart it.',
    finds: (w) =>
      said(w, /weaviate.*(?:\b401\b|unauthori[sz]ed|anonymous access not enabled|invalid api key|\b403\b|forbidden)/i)
        ? sure('Weaviate refuses the key', "Weaviate answers, and refuses AtlasML's key: it was changed on one side only.") : undefined,
  },
  {
    id: 'weaviate-grpc', explains: [...DOWN, ...ERRORS], runbook: 'component-down',
    subsumes: ['weaviate-errors', 'frozen'],
    firstStep: "See whether Weaviate's gRPC port (50051) is open from AtlasML's container.",
    finds: (w) =>
      said(w, /weaviate.*(?:gRPC|DEADLINE_EXCEEDED|StatusCode\.UNAVAILABLE)/i)
        ? likely("Weaviate's gRPC port fails", 'Weaviate answers over HTTP but not over gRPC, so each request waits for a minute.') : undefined,
  },
  {
    id: 'weaviate-unreachable', explains: [...DOWN, ...ERRORS], runbook: 'component-down',
    subsumes: ['component-fails', 'weaviate-errors'],
    firstStep: 'See whether Weaviate runs and answers on /v1/.well-known/ready; AtlasML recovers by itself when it does.',
    finds: (w) =>
      failing(w)?.component === 'weaviate' && /unreachable/i.test(failing(w)?.message ?? '')
        ? sure('Weaviate unreachable', reported(w) ?? 'Weaviate does not answer.') : undefined,
  },
  {
    id: 'component-fails', explains: [...DOWN, ...ERRORS], runbook: 'component-down',
    subsumes: ['weaviate-errors'],
    firstStep: 'See whether Weaviate runs and answers on /v1/.well-known/ready; AtlasML recovers by itself when it does.',
    finds: (w) => {
      const [name = '', collection] = failing(w)?.component.split('/') ?? [];
      const part = name === 'weaviate' ? 'Weaviate' : name;
      return name ? sure(collection ? `${part} collection ${collection} fails` : `${part} fails`, reported(w) ?? `${part} fails.`) : undefined;
    },
  },
  {
    id: 'frozen', explains: ['endpoint-down', 'component-down', 'slow', 'unfinished-requests', 'logs-silent'], runbook: 'unfinished-requests',
    subsumes: ['slow-calls', 'short-outage'],
    firstStep: 'Restart AtlasML to free it; then see whether OpenAI and Weaviate answer, and set time-outs for the calls to them.',
    finds: (w) => {
      const silence = w.counts?.longestSilenceSeconds ?? 0;
      if (!connectedInVain(w) || !w.counts || w.counts.lines === 0 || silence < SILENCE_SECONDS) return undefined;
      const culprit = said(w, /openai/i) ? 'OpenAI' : said(w, /weaviate/i) ? 'Weaviate' : 'OpenAI or Weaviate';
      return likely('frozen', `The connection is made, but nothing was answered for ${duration(silence * 1000)}: a hanging call to ${culprit} blocks the event loop, and every user waits.`);
    },
  },
  {
    id: 'slow-calls', explains: ['endpoint-down', 'component-down', 'slow', 'unfinished-requests'], runbook: 'slow',
    subsumes: ['short-outage'],
    firstStep: 'See whether OpenAI or Weaviate is slow today (`took` in the log), and how many requests come at once.',
    finds: (w) => {
      const took = w.counts?.tookP95Seconds ?? 0;
      return took >= BLOCKING_SECONDS && (connectedInVain(w) || w.signals.includes('slow'))
        ? likely('slow calls block AtlasML', `Requests take up to ${number(took)} s, and AtlasML serves one at a time: all others wait in line, the health check too.`) : undefined;
    },
  },
  {
    id: 'short-outage', explains: ['endpoint-down'], runbook: 'endpoint-down',
    subsumes: ['our-path', 'nothing-logged'],
    firstStep: 'If it stays up, look for a restart in the log; if it comes and goes, look at the host and the network between.',
    finds: (w) =>
      answersAgain(w) && !failing(w)
        ? likely('a short outage', `${down(w)?.sentence} Asked again just now, it answers (${answersAgain(w)?.sentence}): it was away for a moment, or the way to it.`) : undefined,
  },
  {
    id: 'our-path', explains: DOWN, runbook: 'endpoint-down',
    firstStep: 'Ask the endpoint from another network; look at DNS, the proxy and the firewall before AtlasML.',
    finds: (w) => {
      const { lastAnswerMs } = w.counts ?? {};
      const proof = w.downSinceMs !== undefined && typeof lastAnswerMs === 'number' && lastAnswerMs >= w.downSinceMs + PROOF_MS;
      return proof && notConnected(w)
        ? likely('our way to AtlasML is broken', `${down(w)?.sentence} But the log shows answers to others since then: the network, the proxy or DNS between us is the trouble, not AtlasML.`) : undefined;
    },
  },
  {
    id: 'nothing-logged', explains: ['logs-silent', ...DOWN], runbook: 'endpoint-down',
    firstStep: 'See whether the host answers and the container runs (`docker ps -a`); start it.',
    finds: (w) =>
      w.counts?.lines === 0 && notConnected(w)
        ? likely('the host or the container is down', `${down(w)?.sentence} And nothing was logged for 5 minutes: the host, the container or its network is down.`) : undefined,
  },
  {
    id: 'openai', explains: [...ERRORS, 'slow'], runbook: 'server-errors',
    firstStep: "Look at the provider's status page, the quota and the key of the deployment; AtlasML recovers by itself.",
    finds: (w) => {
      const kind = said(w, /openai/i);
      const [, short, sentence] = (kind && OPENAI_WORDS.find(([pattern]) => pattern.test(`${kind.text} ${kind.exception}`))) ?? [];
      return short && sentence ? sure(short, `${sentence}${w.counts ? ` ${plural(w.counts.serverErrors, 'request')} failed in 5 minutes.` : ''}`) : undefined;
    },
  },
  {
    id: 'weaviate-errors', explains: ERRORS, runbook: 'server-errors',
    firstStep: "Read the newest errors above; an attribute that is missing means that Weaviate and AtlasML's client do not fit each other.",
    finds: (w) => {
      const kind = said(w, /weaviate/i);
      return kind && likely('Weaviate operations fail', `${componentsAreWell(w) ? "Weaviate's health is fine, but operations" : 'Operations'} on Weaviate fail: ${kind.exception ? plain(kind.exception) : kind.text}`);
    },
  },
  {
    id: 'log-driver', explains: ['logs-silent'], runbook: 'logs-silent',
    firstStep: 'See whether `docker logs` shows what CloudWatch lacks; check the awslogs options and the permissions of the host.',
    finds: (w) =>
      w.signals.includes('logs-silent') && w.endpoints.some((e) => e.verdict === 'up') && !down(w)
        ? sure('the log does not arrive', 'AtlasML answers, but nothing of it arrives in the log: the log driver is broken, and errors would not be seen.') : undefined,
  },
  {
    id: 'certificate', explains: ['endpoint-down', 'certificate-expiring'], runbook: 'certificate-expiring',
    firstStep: 'Renew or correct the certificate where TLS ends, most often the proxy; AtlasML behind it is well.',
    finds: (w) => {
      const { fault = '', sentence = '' } = down(w) ?? {};
      return fault.startsWith('tls-') ? sure(CERTIFICATE_WORDS[fault] ?? 'the certificate is not accepted', sentence) : undefined;
    },
  },
  {
    id: 'moved', explains: ['endpoint-down'], runbook: 'endpoint-down',
    firstStep: 'Write the address that the sentence names into monitor.config.ts and deploy.',
    finds: (w) => (down(w)?.fault === 'redirect' ? sure('the endpoint has moved', down(w)?.sentence ?? '') : undefined),
  },
  {
    id: 'log-format', explains: ['log-format-changed'], runbook: 'log-format-changed',
    firstStep: 'Until the formats are known here, take no count of requests or errors for certain; the log itself has them.',
    finds: (w) =>
      w.signals.includes('log-format-changed')
        ? sure('the log format changed', `${plural(w.counts?.unrecognisedLines ?? 0, 'line')} of ${w.counts?.lines ?? 0} are in no known format: errors and requests are not all counted.`) : undefined,
  },
  {
    id: 'bad-requests', explains: ['new-error-kind'], runbook: 'new-error-kind',
    firstStep: 'Nothing fails here: find the client by its address in the access lines, and tell its owners.',
    finds: ({ counts: c }) =>
      c && c.serverErrors === 0 && c.failedStarts === 0 && c.clientErrors > 0
        ? likely('a client sends bad requests', `${plural(c.clientErrors, 'request')} refused as wrong (4xx) in 5 minutes, and none failed through a fault of ours.`) : undefined,
  },
];
