import type { EndpointObservation } from '../../../shared/observation.ts';
import { type Cause, DOWN, likely, sure } from '../cause.ts';
import { CERTIFICATE_WORDS } from '../fault-words.ts';
import { answersAgain, down, failing, notConnected, servedBehindMs, type Witnesses } from '../witnesses.ts';

/** The proxy by its name, where it gave one. */
const proxyOf = (e: EndpointObservation | undefined) =>
  e?.answeredBy?.proxy ? `the proxy (${e.answeredBy.proxy})` : 'the proxy';

/** Whether AtlasML behind a proxy is well, by answers to others in its log. */
function behind(w: Witnesses): string {
  const served = servedBehindMs(w);
  return served === undefined
    ? 'It is not known whether AtlasML behind it is well.'
    : `AtlasML behind it is well: it answered at ${w.time.clock(served)}.`;
}

const hostOf = (w: Witnesses) =>
  URL.canParse(w.independent?.url ?? '') ? new URL(w.independent?.url ?? '').hostname : 'another host';

/** Nothing was reached from here, neither AtlasML nor a host that is known to answer here. */
const isOwnNetwork = (w: Witnesses) =>
  w.independent?.answers === false &&
  w.endpoints.some((e) => e.fault === 'monitor-network') &&
  !w.endpoints.some((e) => e.verdict === 'up');

const isFault = (w: Witnesses, ...faults: string[]) => faults.includes(down(w)?.fault ?? '');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const BY_PROBE = { by: ['probe' as const] };
/** What a probe saw of a proxy's fault before another attempt went well. */
const PROXY_FAULT = /HTTP 50[234]\b|prox(?:y|ies)|without an answer|HTML page/i;

/** Between the monitor and AtlasML: the proxy, the certificate, the network. */
// biome-ignore format: a row reads as a row
export const WAY_CAUSES: readonly Cause[] = [
  {
    id: 'monitor-network', explains: ['endpoint-down', 'check-unknown', 'slow'], runbook: 'check-unknown', subsumes: ['monitor-dns', 'our-path', 'nothing-logged'],
    firstStep: "Look at the monitor's own way to the Internet: the NAT gateway, the routes and the security group of network.vpc, its DNS. Ask the endpoint from another network.",
    finds: (w) =>
      isOwnNetwork(w)
        ? sure("the monitor's own network fails", `No endpoint answers, and ${hostOf(w)} does not answer from here either, though it did before: the monitor's own network fails. It is not known whether AtlasML is well.`, BY_PROBE) : undefined,
  },
  {
    id: 'monitor-dns', explains: ['endpoint-down', 'slow'], looks: ['no-connection'], runbook: 'endpoint-down', subsumes: ['our-path', 'nothing-logged'],
    firstStep: "Look at the monitor's own DNS and network (its VPC, its resolver); ask the endpoint from another network.",
    finds: (w) =>
      w.endpoints.length > 1 && !w.independent?.answers && w.endpoints.every((e) => /^dns-/.test(e.fault ?? ''))
        ? likely("the monitor's own DNS fails", `The names of all ${w.endpoints.length} endpoints fail to resolve at once: the monitor itself cannot look names up. It is not known whether AtlasML is well.`, BY_PROBE) : undefined,
  },
  {
    id: 'short-outage', explains: ['endpoint-down', 'endpoint-flaky'], runbook: 'endpoint-down',
    subsumes: ['our-path', 'nothing-logged', 'proxy-closes', 'proxy-no-upstream', 'proxy-timeout'],
    firstStep: 'If it stays up, look for a restart in the log; if it comes and goes, look at the host and the network between.',
    finds: (w) =>
      answersAgain(w) && !failing(w)
        ? likely('a short outage', `${down(w)?.sentence} Asked again just now, it answers (${answersAgain(w)?.sentence}): AtlasML, or the network to it, failed for a moment.`, BY_PROBE) : undefined,
  },
  {
    id: 'proxy-no-upstream', explains: DOWN, looks: ['proxy'], runbook: 'endpoint-down',
    firstStep: 'See whether the container of AtlasML runs and whether the proxy asks the right host and port (its own error log names them).',
    finds: (w) =>
      isFault(w, 'proxy-no-upstream')
        ? sure('the proxy does not reach AtlasML', `${capital(proxyOf(down(w)))} answers (HTTP ${down(w)?.httpStatus ?? 502}) and does not reach AtlasML. ${behind(w)}`, BY_PROBE) : undefined,
  },
  {
    id: 'proxy-timeout', explains: DOWN, looks: ['proxy'], runbook: 'endpoint-down',
    firstStep: 'See in the log whether AtlasML answers others; if it does, look at the way from the proxy to it, else restart it.',
    finds: (w) =>
      isFault(w, 'proxy-timeout')
        ? sure('the proxy gets no answer in time', `${capital(proxyOf(down(w)))} gets no answer from AtlasML in time (HTTP ${down(w)?.httpStatus ?? 504}). ${behind(w)}`, BY_PROBE) : undefined,
  },
  {
    id: 'proxy-no-route', explains: DOWN, looks: ['answer'], runbook: 'endpoint-down',
    firstStep: "Look at the proxy's rule for this host and path (labels of the container, router, location); AtlasML itself is not asked.",
    finds: (w) =>
      isFault(w, 'proxy-no-route')
        ? sure('the proxy has no route to AtlasML', `${capital(proxyOf(down(w)))} answers HTTP 404 itself: it has no route to AtlasML for this address. ${behind(w)}`, BY_PROBE) : undefined,
  },
  {
    id: 'proxy-page', explains: DOWN, looks: ['answer'], runbook: 'endpoint-down',
    firstStep: 'Open the address in a browser: a maintenance page or a login page of the proxy; see who turned it on.',
    finds: (w) =>
      isFault(w, 'proxy-page', 'body-html')
        ? sure("a page answers in AtlasML's place", `${capital(proxyOf(down(w)))} answers with an HTML page (maintenance, login) in AtlasML's place. ${behind(w)}`, BY_PROBE) : undefined,
  },
  {
    id: 'proxy-partly', explains: ['endpoint-flaky', 'slow'], runbook: 'endpoint-down',
    firstStep: 'See whether the proxy shares requests among several containers, of which one is gone (a deploy that is half done).',
    finds: (w) => {
      const e = w.members.includes('endpoint-flaky' as never) ? w.endpoints.find((x) => [x.sentence, ...x.earlierFaults].some((f) => PROXY_FAULT.test(f)) || x.answeredBy?.isAtlasML === false) : undefined;
      const what = e && ([...e.earlierFaults, e.sentence].find((f) => PROXY_FAULT.test(f)) ?? e.earlierFaults.at(-1));
      return e && likely('the proxy fails part of the time', `${capital(proxyOf(e))} fails part of the time: some requests are answered, others are not${what ? ` (${what.replace(/\.$/, '')})` : ''}.`, BY_PROBE);
    },
  },
  {
    id: 'proxy-closes', explains: DOWN, looks: ['closed'], runbook: 'endpoint-down', subsumes: ['our-path'],
    firstStep: 'Look at the proxy or load balancer in front of AtlasML: its own log says why it closes connections.',
    finds: (w) =>
      isFault(w, 'connection-reset') && servedBehindMs(w) !== undefined
        ? likely('a proxy closes without an answer', `The connection is closed without an answer by something in front of AtlasML, most often the proxy or load balancer. ${behind(w)}`, { by: ['probe', 'log'] }) : undefined,
  },
  {
    id: 'our-path', explains: DOWN, looks: ['no-connection'], runbook: 'endpoint-down',
    firstStep: 'Ask the endpoint from another network; look at DNS, the proxy and the firewall in front of AtlasML.',
    finds: (w) =>
      servedBehindMs(w) !== undefined && notConnected(w)
        ? likely('the network path to AtlasML is broken', `${down(w)?.sentence} But the log shows answers to others since then: the problem is the network, the proxy or DNS between the monitor and AtlasML, not AtlasML.`, { by: ['probe', 'log'] }) : undefined,
  },
  {
    id: 'nothing-logged', explains: ['logs-silent', ...DOWN], looks: ['no-connection', 'closed', 'proxy'], runbook: 'endpoint-down',
    firstStep: 'See whether the host answers and the container runs (`docker ps -a`); start it.',
    finds: (w) =>
      w.counts?.lines === 0 && notConnected(w)
        ? likely('the host or the container is down', `${down(w)?.sentence} And nothing was logged for 5 minutes: the host, the container or its network is down.`, { by: ['probe', 'log'] }) : undefined,
  },
  {
    id: 'unreachable', explains: DOWN, looks: ['no-connection', 'no-answer'], runbook: 'endpoint-down',
    firstStep: 'See whether the host of AtlasML runs and has its address, then its DNS entry, firewall and proxy; the monitor reaches others.',
    finds: (w) =>
      w.independent?.answers
        ? sure("AtlasML's host cannot be reached", `${down(w)?.sentence} The monitor's own network works.`, BY_PROBE) : undefined,
  },
  {
    id: 'certificate', explains: ['endpoint-down', 'certificate-expiring'], looks: ['certificate'], runbook: 'certificate-expiring',
    firstStep: 'Renew or fix the certificate where TLS ends, most often the proxy. Nothing behind it was checked.',
    finds: (w) => {
      const { fault = '', sentence = '' } = down(w) ?? {};
      return fault.startsWith('tls-') ? sure(CERTIFICATE_WORDS[fault] ?? 'the certificate is not accepted', sentence, BY_PROBE) : undefined;
    },
  },
  {
    id: 'moved', explains: ['endpoint-down'], looks: ['answer'], runbook: 'endpoint-down',
    firstStep: 'Write the address that the sentence names into monitor.config.ts and deploy.',
    finds: (w) => (isFault(w, 'redirect') ? sure('the endpoint has moved', down(w)?.sentence ?? '', BY_PROBE) : undefined),
  },
];
