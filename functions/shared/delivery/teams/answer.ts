import { DeliveryError } from '../delivery-error.ts';
import { mayHaveArrived, type ServiceAnswer } from '../post-to.ts';
import { retryAfterMs } from '../retry-after.ts';

/**
 * What a workflow says of itself with 400 and the like; of other answers nothing is repeated, for they may hold the address. Source: the codes
 * of https://learn.microsoft.com/en-us/azure/logic-apps/error-codes and those in reports of users of the trigger.
 */
const ABOUT_THE_WORKFLOW = [
  'WorkflowTriggerIsNotEnabled',
  'WorkflowNotFound',
  'WorkflowDisabled',
  'MissingApiVersionParameter',
  'DirectApiAuthorizationRequired',
  'DirectApiInvalidAuthorizationScheme',
  'AuthorizationFailed',
  'NoResponse',
];

/**
 * Why a card was not taken; undefined when the workflow took it: 202, or 200 from one that ends in an answer of its own. That the card then
 * stands in the channel is not said. Source: https://learn.microsoft.com/en-us/azure/connectors/connectors-native-reqs (no Response action: 202)
 */
export function classifyTeams(
  { status, body, retryAfter }: ServiceAnswer,
  parameter: string,
  nowMs: number,
): DeliveryError | undefined {
  if (status === 202 || (status === 200 && !isPage(body))) return undefined;
  if (status < 300) {
    const strange = `Teams answered HTTP ${status} with a page: a proxy or another service answers in its place; see what the parameter ${parameter} holds`;
    return new DeliveryError(strange, 'retry', { ambiguous: true });
  }
  const code = ABOUT_THE_WORKFLOW.find((known) => body.includes(`"${known}"`));
  const answered = `Teams answered HTTP ${status}${code ? ` ${code}` : ''}`;
  if (status === 408 || status === 429 || status >= 500) {
    const wait = retryAfterMs(retryAfter, nowMs) ?? undefined;
    return new DeliveryError(answered, 'retry', { retryAfterMs: wait, ambiguous: mayHaveArrived(status) });
  }
  if ((status === 400 && code === undefined) || status === 413) return new DeliveryError(answered, 'permanent-payload');
  const advice = `; the workflow is off, gone, or its address is not whole: turn it on in Teams under Workflows, or store its address in the parameter ${parameter}`;
  return new DeliveryError(`${answered}${advice}`, 'permanent-config');
}

const isPage = (body: string) => /^\s*</.test(body);
