import { postTo, type ServiceAnswer, type ServiceRequest } from '../post-to.ts';

export type SlackResponse = ServiceAnswer;
export type SlackRequest = Omit<ServiceRequest, 'method'>;

/** One POST to Slack, see {@link postTo}. */
export const postToSlack = (url: string, request: SlackRequest): Promise<SlackResponse> => postTo('Slack', url, request);

/** Slack's own errors may come after it took the message; 503 comes instead. Source: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
export { mayHaveArrived } from '../post-to.ts';
