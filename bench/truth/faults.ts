/** Who or what can be the trouble. */
export type System =
  | 'openai'
  | 'weaviate'
  | 'proxy'
  | 'atlasml'
  | 'memory'
  | 'clients'
  | 'certificate'
  | 'network'
  | 'host'
  | 'monitor'
  | 'log';

/** The words by which a text names a system. AtlasML itself needs no name: it is what is spoken of. */
export const SYSTEM_WORDS: Record<System, RegExp> = {
  openai: /openai/i,
  weaviate: /weaviate/i,
  proxy:
    /\bprox(?:y|ies)\b|nginx|traefik|haproxy|cloudflare|\bapache\b|\bcaddy\b|load balancer|maintenance page|(?:before|in front of) atlasml/i,
  atlasml: /(?:)/,
  memory: /\bmemory\b|\boom\b/i,
  clients: /\bclients?\b|\busers?\b|\bcallers?\b/i,
  certificate: /certificate|\btls\b/i,
  network: /\bnetwork\b|\bdns\b|firewall|host name|name look-?up|our way to/i,
  host: /\bhost\b(?! name)|\bmachine\b|\bcontainer\b/i,
  monitor: /\bmonitor(?:'s|ing)?\b/i,
  log: /\blogs?\b|\blogged\b|time zone|\bclock\b/i,
};

/** One thing that can be wrong with a system, and the words that say so in a truth or in a message. */
export interface Fault {
  id: string;
  system: System;
  words: RegExp;
  /** Of AtlasML's own process, because of another system: it counts in a clause that names that system, too. */
  because?: true;
}

const KEY = /\b40[13]\b|\bkeys?\b|unauthori[sz]ed|forbidden|authenticat|credential/i;
const AWAY =
  /unreachable|not reach|(?:cannot|can't|not) be reached|is (?:gone|down|away|dead|stopped|not running|not there)|does not answer|no answer|\bstop(?:s|ped)\b|\bkilled\b|\bdie[sd]\b|refuse[sd]? (?:the )?connection|connection (?:error|refused|reset)|does not run|\bcrash|\bwithout weaviate/i;
const HANG = /\bhang|never answers|does not answer|no answer|frozen|\bfr[eo]+ze|\bfreez|sigstop|timed? ?out|accepts and/i;
const SLOW = /\bslow|\d+ s a call|take(?:s)? (?:up to )?[\d.]+ ?s\b|latency/i;

/** The faults that truths speak of; a row for each that asks for something else to be done. */
// biome-ignore format: a row reads as a row
export const FAULTS: readonly Fault[] = [
  { id: 'openai-rate', system: 'openai', words: /\b429\b|limits? (?:its |the )?rate|rate.?limit|quota|too many/i },
  { id: 'openai-content', system: 'openai', words: /content (?:filter|polic|management)|filtered/i },
  { id: 'openai-context', system: 'openai', words: /context (?:length|window)|too long|too many tokens/i },
  { id: 'openai-network-rules', system: 'openai', words: /network rule|firewall|virtual network|private endpoint|access denied due to/i },
  { id: 'openai-key', system: 'openai', words: KEY },
  { id: 'openai-deployment', system: 'openai', words: /deployment|region|\b404\b|\bmodel\b.*(?:missing|not found|gone|retired)/i },
  { id: 'openai-unreadable', system: 'openai', words: /no json|not json|cannot be read|unreadable|garbage|\bhtml\b|malformed|decod|expecting value/i },
  { id: 'openai-vectors', system: 'openai', words: /dimension|vector length|wrong length|short(?:er)? vector|wrong size/i },
  { id: 'openai-hang', system: 'openai', words: HANG },
  { id: 'openai-slow', system: 'openai', words: SLOW },
  { id: 'openai-away', system: 'openai', words: AWAY },
  { id: 'openai-fails', system: 'openai', words: /\b5\d\d\b|errors of its own|internal server error|openai fails|overloaded|unavailable|outage/i },
  { id: 'weaviate-read-only', system: 'weaviate', words: /read-?only/i },
  { id: 'weaviate-disk', system: 'weaviate', words: /\bdisk\b|no space/i },
  { id: 'weaviate-misfit', system: 'weaviate', words: /\bfit\b|mismatch|version|incompatib|does not know|has no attribute/i },
  { id: 'weaviate-collection', system: 'weaviate', words: /(?:collection|schema|class).*(?:missing|lost|dropped|deleted|gone|not exist)|(?:missing|lost|dropped|deleted|no)\b.*(?:collection|schema|class)/i },
  { id: 'weaviate-grpc', system: 'weaviate', words: /grpc/i },
  { id: 'weaviate-key', system: 'weaviate', words: KEY },
  { id: 'weaviate-hang', system: 'weaviate', words: HANG },
  { id: 'weaviate-slow', system: 'weaviate', words: SLOW },
  { id: 'weaviate-away', system: 'weaviate', words: AWAY },
  { id: 'weaviate-fails', system: 'weaviate', words: /\b5\d\d\b|errors of its own|internal server error|out of memory/i },
  { id: 'proxy-no-answer-in-time', system: 'proxy', words: /\b504\b|gateway time-?out|no answer\b.*in time|not answer(?:ed)? (?:it )?in time|waits in vain/i },
  { id: 'proxy-partly', system: 'proxy', words: /part of the time|every second|some(?:times| of| requests)|\bhalf\b|intermittent|comes and goes|now and then|\d+ of (?:the last )?\d+ (?:requests|probes|answers)/i },
  { id: 'proxy-not-reached', system: 'proxy', words: /\b502\b|\b503\b|bad gateway|not reach|cannot be reached|cannot reach|no connection|refused/i },
  { id: 'proxy-page', system: 'proxy', words: /maintenance|\bhtml\b|\bpage\b|in place of|in atlasml's place/i },
  { id: 'proxy-no-route', system: 'proxy', words: /no route|\b404\b|not found|unknown (?:path|host)|does not know/i },
  { id: 'proxy-closes', system: 'proxy', words: /\bclos(?:es|ed)|\breset|without an answer/i },
  { id: 'proxy-key', system: 'proxy', words: /\b40[13]\b|log ?in/i },
  { id: 'proxy-limit', system: 'proxy', words: /\b429\b|\b413\b|limits/i },
  { id: 'out-of-memory', system: 'memory', words: /\bkill|\boom\b|out of memory/i },
  { id: 'memory-high', system: 'memory', words: /\bhigh\b|\bgrow|near|\blimit|\d ?%|\bfull\b|runs? out|running out|leak/i },
  { id: 'port-taken', system: 'atlasml', because: true, words: /\bport\b.*(?:taken|in use|used)|address already in use|\bbind\b|errno 98/i },
  { id: 'wrong-setting', system: 'atlasml', words: /wrong setting|(?:missing|wrong|bad|empty) .*(?:variable|environment|setting)|(?:variable|environment|setting)\S* .*(?:missing|wrong|is required|not set)/i },
  { id: 'native-crash', system: 'atlasml', because: true, words: /segmentation|segfault|native crash|core dump|fatal python|illegal instruction/i },
  { id: 'cannot-start', system: 'atlasml', because: true, words: /cannot start|(?:does|do|did) not start(?! again)|ends at (?:each|every) start|exits? .*at (?:each|every) start|fail(?:s|ed) to start|startup fail|start(?:s)? fail/i },
  { id: 'stopped', system: 'atlasml', because: true, words: /stop(?:s|ped)? in order|in order|orderly|gracefully|shut ?down|not started again|was stopped|somebody stopped|sigterm/i },
  { id: 'restarts', system: 'atlasml', because: true, words: /\brestart(?:s|ed|ing)|crash.?loop|again and again|keeps (?:ending|dying)/i },
  { id: 'killed', system: 'atlasml', because: true, words: /\b(?:was|is|gets|got|been) killed|\bkill(?:s|ed)?\b(?! for memory)|sigkill|kill -9|exit code 137/i },
  { id: 'frozen', system: 'atlasml', because: true, words: /frozen|\bfreez|\bfroze|sigstop|event loop|block(?:s|ed)? (?:atlasml|everyone|all)/i },
  { id: 'frozen', system: 'atlasml', words: /\bhang(?:s|ing)?\b/i },
  { id: 'clients-refused', system: 'clients', words: /\b40[13]\b|refused|refusals?|unauthori[sz]ed|forbidden|wrong key|without (?:a )?key|\bkey\b/i },
  { id: 'clients-bad-requests', system: 'clients', words: /bad request|4xx|\b4(?:00|22|04|05|13)\b|malformed|invalid|wrong (?:request|bod)/i },
  { id: 'certificate', system: 'certificate', words: /expire|self-signed|another host|wrong name|not valid|unknown authority|not trusted/i },
  { id: 'network', system: 'network', words: /broken|fail|not resolve|not exist|\bdrop|between|unreachable/i },
  { id: 'host-down', system: 'host', words: /\bdown\b|\bgone\b|not (?:run|start|there)|stopped|removed/i },
  { id: 'monitor-blind', system: 'monitor', words: /\bown\b|cannot see|blind|itself/i },
  { id: 'log-lost', system: 'log', words: /not arrive|driver|nothing is logged|missing/i },
  { id: 'log-format', system: 'log', words: /format|known form/i },
  { id: 'log-zone', system: 'log', words: /zone|clock|\bhours? (?:off|ahead|behind)/i },
];
