import type { ErrorKind } from '../../../shared/observation.ts';
import { plural } from '../../../shared/text/words.ts';
import { type Cause, ERRORS, sure } from '../cause.ts';
import { chainOf, kindsOf, rootOf, statusOf, weightOf, wordsOf } from '../kinds.ts';
import type { Witnesses } from '../witnesses.ts';

/** One thing that OpenAI can answer: how it is recognised, how it is told, what helps. */
interface Answer {
  id: string;
  status?: number[];
  /** The class of the client library's exception, by its name. */
  raised?: RegExp;
  /** The error's own code or words. */
  says?: RegExp;
  short: string;
  sentence: string;
  firstStep: string;
}

const RECOVERS = 'AtlasML recovers by itself.';

/** What OpenAI's answers mean. A code or words say more than a status, so they stand first. */
// biome-ignore format: a row reads as a row
const ANSWERS: Answer[] = [
  { id: 'openai-network-rules', says: /Virtual Network|Firewall rules?|network rules?|private endpoint|public access is disabled/i,
    short: "OpenAI's firewall refuses AtlasML", sentence: "The network rules of the OpenAI resource (virtual network, firewall) do not let AtlasML's host in.",
    firstStep: "Allow the address of AtlasML's host in the network settings of the OpenAI resource." },
  { id: 'openai-content', says: /content_filter|content management policy|ResponsibleAIPolicyViolation/i,
    short: "OpenAI's content filter refuses texts", sentence: 'The content filter of OpenAI refuses what some users send; other requests are served.',
    firstStep: 'Find the text in the log of the request; change it, or the filter of the deployment.' },
  { id: 'openai-context', says: /context_length_exceeded|maximum (?:context|input) length|string_above_max_length|reduce (?:the length|your prompt)/i,
    short: 'texts are too long for OpenAI', sentence: 'A text is longer than the context length of the OpenAI model allows; shorter ones are served.',
    firstStep: 'Find the exercise in the log of the request, and shorten its text.' },
  { id: 'openai-region', says: /unsupported_country|not available in (?:this|your|the) region|region .{0,40}not supported/i,
    short: 'OpenAI does not serve this region', sentence: 'OpenAI does not offer the model in the region that AtlasML asks.',
    firstStep: 'Deploy the model in a region that has it, and set its address in AtlasML.' },
  { id: 'openai-quota', says: /insufficient_quota|exceeded your current quota|billing_hard_limit|quota (?:is )?exceeded/i,
    short: "OpenAI's quota is used up", sentence: 'OpenAI refuses requests because the quota is used up; waiting does not help.',
    firstStep: 'Raise the quota or pay the bill of the OpenAI account.' },
  { id: 'openai-rate', status: [429], raised: /RateLimitError$/,
    short: 'OpenAI limits the rate', sentence: 'OpenAI refuses requests because too many are made (429).',
    firstStep: `See what makes so many requests; raise the rate limit of the deployment if it is needed. ${RECOVERS}` },
  { id: 'openai-key', status: [401, 403], raised: /(?:AuthenticationError|PermissionDeniedError)$/,
    short: 'OpenAI refuses the key', sentence: "OpenAI refuses AtlasML's key: it is wrong, expired or changed on one side only.",
    firstStep: 'Give AtlasML the key of the OpenAI resource that it asks, and restart it.' },
  { id: 'openai-deployment', status: [404], raised: /NotFoundError$/, says: /DeploymentNotFound|model_not_found/,
    short: 'the OpenAI deployment is not there', sentence: 'OpenAI knows no deployment of the name that AtlasML uses.',
    firstStep: 'Compare the name of the deployment and the address in AtlasML with the OpenAI resource.' },
  { id: 'openai-unreadable', raised: /JSONDecodeError$|APIResponseValidationError$/, says: /Expecting value: line \d+ column \d+/,
    short: "OpenAI's answers cannot be read", sentence: 'What comes from OpenAI is not JSON and cannot be read: most often a page of a proxy or a gateway in front of it.',
    firstStep: 'Ask the address of OpenAI from the host of AtlasML with curl, and see who answers.' },
  { id: 'openai-unreachable', raised: /API(?:Connection|Timeout)Error$|^(?:httpx|httpcore)\.\w*(?:Connect|Timeout)\w*$/, says: /Connection error\b|Request timed out/,
    short: 'OpenAI cannot be reached', sentence: 'OpenAI does not answer, or not in time.',
    firstStep: `See whether the address of OpenAI answers from the host of AtlasML (DNS, firewall, status page). ${RECOVERS}` },
  { id: 'openai-fails', status: [500, 502, 503, 504, 529], raised: /InternalServerError$/,
    short: 'OpenAI fails', sentence: 'OpenAI answers with errors of its own.',
    firstStep: `Look at the provider's status page. ${RECOVERS}` },
  { id: 'openai-errors',
    short: 'calls to OpenAI fail', sentence: 'OpenAI does not answer as it should.',
    firstStep: "Read the newest errors below; look at the provider's status page and the settings for OpenAI." },
];

function isAnswer({ status, raised, says }: Answer, kind: ErrorKind): boolean {
  if (!status && !raised && !says) return true;
  const types = chainOf(kind).map(({ exception }) => exception.split(': ')[0] ?? '');
  return (
    (says?.test(wordsOf(kind)) ?? false) ||
    (status?.includes(statusOf(kind) ?? 0) ?? false) ||
    types.some((type) => raised?.test(type) ?? false)
  );
}

/** The first row that fits a kind: what it is told as. */
const answerOf = (kind: ErrorKind) => ANSWERS.find((answer) => isAnswer(answer, kind));

/** Which answer of OpenAI a kind of error tells, by its id. */
export const openaiAnswerOf = (kind: ErrorKind): string => answerOf(kind)?.id ?? '';

/** How many requests failed by it: all that failed, where nothing else was logged. */
function failed(w: Witnesses, kinds: ErrorKind[]): string {
  if (!w.counts || w.counts.serverErrors === 0) return '';
  const isAll = w.evidence.every((k) => kinds.includes(k) || rootOf(k).exception === '');
  return isAll ? ` ${plural(w.counts.serverErrors, 'request')} failed in 5 minutes.` : '';
}

/** What OpenAI answers, each with an id of its own: another answer is another cause. */
export const OPENAI_CAUSES: readonly Cause[] = ANSWERS.map((answer) => ({
  id: answer.id,
  explains: [...ERRORS, 'slow'],
  runbook: 'server-errors',
  firstStep: answer.firstStep,
  finds: (w) => {
    const kinds = kindsOf(w, 'openai', (kind) => answerOf(kind) === answer);
    return kinds.length > 0 ? sure(answer.short, `${answer.sentence}${failed(w, kinds)}`, weightOf(kinds)) : undefined;
  },
}));
