import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { type AnswerDesk, type AnswerReply, answerRequest } from '../shared/answers/answer-desk.ts';
import { readAnswerKeys } from '../shared/answers/offer.ts';
import { logLine } from '../shared/aws/console.ts';
import { askReporter, handToReporter } from '../shared/aws/reporter-command.ts';
import { config, requiredEnv } from '../shared/aws/runtime.ts';
import { parameterSecrets } from '../shared/aws/secrets.ts';
import { captureError } from '../shared/aws/sentry.ts';
import { systemClock } from '../shared/clock.ts';
import { requestOf } from './request.ts';

const secrets = parameterSecrets(systemClock);
const { answers, service, environment, slug, timezone } = config;
const slackParameter = answers?.slackSigningSecretParameter;

const desk: AnswerDesk = {
  service: slug,
  where: `${service} ${environment}`,
  timezone,
  now: systemClock.now,
  keys: () => readAnswerKeys(secrets.read, answers?.keyParameter ?? ''),
  ...(slackParameter && { slackSecret: () => secrets.read(slackParameter) }),
  give: (order) => askReporter(requiredEnv('REPORTER'), order),
  hand: (order) => handToReporter(requiredEnv('REPORTER'), order),
};

/**
 * Takes what people answer, behind an address that everybody can ask. Of a request only its status is logged: what was asked may hold a right,
 * and of those without a right there can be very many.
 */
export async function handler(event: LambdaFunctionURLEvent, _context: Context): Promise<LambdaFunctionURLResult> {
  try {
    const { status, headers, body } = await answerOf(event);
    console.log(logLine({ function: 'answer', status }));
    return { statusCode: status, headers, body };
  } catch (error) {
    console.error(logLine({ function: 'answer', error: (error as Error).message }));
    await captureError(error, config);
    throw new Error('the answer could not be taken');
  }
}

async function answerOf(event: LambdaFunctionURLEvent): Promise<AnswerReply> {
  const request = requestOf(event);
  const reply = await answerRequest(request, [desk]);
  return request.method === 'HEAD' ? { ...reply, body: '' } : reply;
}
