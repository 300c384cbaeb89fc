import { failure, type Outcome } from './usage-error.ts';

/** The outcome of a command whose deployed function gave no answer: unknown, with what to do. @param more beyond signing in to AWS. */
export function notAsked(what: string, { name, message }: Error, more = ''): Outcome {
  return failure(`${what} could not be asked (${name}: ${message})\nSet AWS_PROFILE and AWS_REGION as for the deploy.${more}`);
}
