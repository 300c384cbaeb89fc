import type { ErrorKind } from '../../../shared/observation.ts';
import { type Cause, DOWN, ERRORS, likely, plain, sure } from '../cause.ts';
import { chainOf, kindsOf, rootOf, statusOf, weightOf, wordsOf } from '../kinds.ts';
import { componentsAreWell, failing, reported } from '../witnesses.ts';

const IS_READ_ONLY = /read-?only|no space left on device|disk (?:is full|usage|pressure)/i;
const VECTOR_LENGTH = /vector lengths don't match|[Vv]ector dimensions must match|vector with length \d+/;
const REFUSES = /unauthori[sz]ed|forbidden|anonymous access not enabled|invalid api key/i;
/** What gRPC itself says; "with protocol GRPC" stands before every error of a query. */
const GRPC = /DEADLINE_EXCEEDED|StatusCode\.UNAVAILABLE|WeaviateGRPCUnavailable|gRPC (?:health|port|channel|connection)/i;
const IS_AWAY =
  /WeaviateConnectionError|WeaviateTimeoutError|Connection to Weaviate failed|Could not connect to Weaviate|ConnectError|[Cc]onnection refused|Name or service not known/;
/** Python found another thing than the client's code expects in what the server answered. */
const MISFIT = /has no attribute '\w+'|unexpected keyword argument|missing \d+ required positional/;

/** Client and server of Weaviate do not fit: an AttributeError or TypeError within the client, or about its schema. */
export const isMisfit = (words: string): boolean => MISFIT.test(words) && /weaviate|collection|textAnalyzer/i.test(words);
export const isWeaviateAway = (words: string): boolean => IS_AWAY.test(words);

/** What stands in the end of a text decides: Weaviate's own words, from the last colon but one on. */
const lastWords = (kind: ErrorKind): string => plain(rootOf(kind).exception || kind.text);
const isRefused = (kind: ErrorKind) => [401, 403].includes(statusOf(kind) ?? 0) || REFUSES.test(wordsOf(kind));
const isKnown = (kind: ErrorKind) =>
  IS_READ_ONLY.test(wordsOf(kind)) ||
  VECTOR_LENGTH.test(wordsOf(kind)) ||
  isMisfit(wordsOf(kind)) ||
  isWeaviateAway(wordsOf(kind)) ||
  GRPC.test(wordsOf(kind)) ||
  isRefused(kind);

/** What AtlasML's locked client cannot do: weaviate-client 4.22 makes no collection on Weaviate 1.35. */
const COLLECTION_STEP =
  "Restart AtlasML, which makes its collections if its weaviate-client fits the server (4.22 on Weaviate 1.35 does not: 'textAnalyzer'; then make it by hand). What was in a lost collection must come from a backup.";
const READY_STEP = 'See whether Weaviate runs and answers on /v1/.well-known/ready; AtlasML recovers by itself when it does.';

/** What is wrong with Weaviate: by its health that AtlasML reports, by what its client raises. */
// biome-ignore format: a row reads as a row
export const WEAVIATE_CAUSES: readonly Cause[] = [
  {
    id: 'weaviate-read-only', explains: ERRORS, runbook: 'server-errors', subsumes: ['weaviate-errors'],
    firstStep: 'Free disk space of Weaviate, then set its shards READY again (PUT /v1/schema/COLLECTION/shards/SHARD).',
    finds: (w) => {
      const kinds = kindsOf(w, 'weaviate', (k) => IS_READ_ONLY.test(wordsOf(k)));
      const [kind] = kinds;
      return kind && sure('Weaviate is read-only', `Weaviate takes no writes, most often because its disk is full. It says: ${lastWords(kind)}`, weightOf(kinds));
    },
  },
  {
    id: 'vector-length', explains: ERRORS, runbook: 'server-errors', subsumes: ['weaviate-errors', 'openai-errors'],
    firstStep: "Compare OpenAI's embedding model in the settings with the one that filled the collection; create the vectors of one of them again.",
    finds: (w) => {
      const kinds = w.evidence.filter((k) => VECTOR_LENGTH.test(wordsOf(k)));
      const [kind] = kinds;
      return kind && sure('vectors of another length', `Weaviate answers, but the vectors have another length than the collection's: another embedding model is in use, or OpenAI sent vectors of the wrong length. ${lastWords(kind)}`, weightOf(kinds));
    },
  },
  {
    id: 'weaviate-misfit', explains: ERRORS, runbook: 'server-errors', subsumes: ['weaviate-errors'],
    firstStep: 'Install a weaviate-client in AtlasML that fits the version of the Weaviate server, or a server that fits the client.',
    finds: (w) => {
      const kinds = kindsOf(w, 'weaviate', (k) => isMisfit([wordsOf(k), ...chainOf(k).flatMap((r) => r.where)].join(' ')));
      const [kind] = kinds;
      return kind && sure('Weaviate and its client do not fit', `Weaviate answers, but AtlasML's client does not fit its version: ${lastWords(kind)}`, weightOf(kinds));
    },
  },
  {
    id: 'weaviate-collection-missing', explains: [...DOWN, ...ERRORS], looks: ['component'], runbook: 'component-down',
    subsumes: ['weaviate-unreachable', 'component-fails', 'weaviate-errors'],
    firstStep: COLLECTION_STEP,
    finds: (w) => {
      const missing = w.endpoints.flatMap((e) => e.components).find((c) => c.message === 'missing' && c.component.includes('/'))?.component.split('/')[1]
        ?? /Missing required collections: ([\w, ]+)/.exec(failing(w)?.message ?? '')?.[1];
      return missing ? sure(`collection ${missing} is missing`, reported(w) ?? `Weaviate has no collection ${missing}.`, { by: ['probe'] }) : undefined;
    },
  },
  {
    id: 'weaviate-key', explains: [...DOWN, ...ERRORS], looks: ['component'], runbook: 'component-down',
    subsumes: ['weaviate-unreachable', 'component-fails', 'weaviate-errors'],
    firstStep: 'Give AtlasML the API key that Weaviate expects (WEAVIATE_API_KEY), and restart it.',
    finds: (w) => {
      const kinds = kindsOf(w, 'weaviate', isRefused);
      return kinds.length > 0 ? sure('Weaviate refuses the key', "Weaviate answers, and refuses AtlasML's key: it was changed on one side only.", weightOf(kinds)) : undefined;
    },
  },
  {
    id: 'weaviate-grpc', explains: [...DOWN, ...ERRORS], looks: ['component', 'no-answer'], runbook: 'component-down',
    subsumes: ['weaviate-errors', 'frozen', 'frozen-weaviate'],
    firstStep: "See whether Weaviate's gRPC port (50051) is open from AtlasML's container.",
    finds: (w) => {
      const kinds = kindsOf(w, 'weaviate', (k) => GRPC.test(wordsOf(k)));
      return kinds.length > 0 ? likely("Weaviate's gRPC port fails", 'Weaviate answers over HTTP but not over gRPC, so each request waits for a minute.', weightOf(kinds)) : undefined;
    },
  },
  {
    id: 'weaviate-unreachable', explains: [...DOWN, ...ERRORS], looks: ['component'], runbook: 'component-down',
    subsumes: ['component-fails', 'weaviate-errors'],
    firstStep: READY_STEP,
    finds: (w) => {
      if (failing(w)?.component === 'weaviate' && /unreachable/i.test(failing(w)?.message ?? ''))
        return sure('Weaviate unreachable', reported(w) ?? 'Weaviate does not answer.', { by: ['probe'] });
      const kinds = kindsOf(w, 'weaviate', (k) => isWeaviateAway(wordsOf(k)) && !GRPC.test(wordsOf(k)));
      const [kind] = kinds;
      if (!kind) return undefined;
      const weight = { ...weightOf(kinds), explains: ERRORS };
      const { freshMs } = weight;
      return componentsAreWell(w) && (w.probedMs ?? 0) > freshMs
        ? likely('Weaviate was unreachable', `AtlasML did not reach Weaviate, the last time at ${w.time.clock(freshMs)}: ${lastWords(kind)} By now Weaviate's health is fine.`, weight)
        : likely('Weaviate unreachable', `AtlasML does not reach Weaviate: ${lastWords(kind)}`, weight);
    },
  },
  {
    id: 'component-fails', explains: [...DOWN, ...ERRORS], looks: ['component'], runbook: 'component-down',
    subsumes: ['weaviate-errors'],
    firstStep: READY_STEP,
    finds: (w) => {
      const [name = '', collection] = failing(w)?.component.split('/') ?? [];
      const part = name === 'weaviate' ? 'Weaviate' : name;
      return name ? sure(collection ? `${part} collection ${collection} fails` : `${part} fails`, reported(w) ?? `${part} fails.`, { by: ['probe'] }) : undefined;
    },
  },
  {
    id: 'weaviate-errors', explains: ERRORS, runbook: 'server-errors',
    firstStep: "Read the newest errors below: they are Weaviate's own words.",
    finds: (w) => {
      const kinds = kindsOf(w, 'weaviate', (k) => !isKnown(k));
      const [kind] = kinds;
      return kind && likely('Weaviate operations fail', `${componentsAreWell(w) ? "Weaviate's health is fine, but operations" : 'Operations'} on Weaviate fail: ${kind.exception ? plain(kind.exception) : kind.text}`, weightOf(kinds));
    },
  },
];
