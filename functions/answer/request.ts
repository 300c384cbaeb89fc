import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { type AnswerRequest, MOST_BODY } from '../shared/answers/answer-desk.ts';

/**
 * A request as Lambda hands it over: names of headers in lower case, and a body that may be base64, also where it is text. What is larger
 * than any answer is empty. Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html (payload format 2.0)
 */
export function requestOf(event: Partial<LambdaFunctionURLEvent>): AnswerRequest {
  const { rawPath = '/', rawQueryString = '', headers = {}, body = '', isBase64Encoded = false, requestContext } = event;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  return {
    method: requestContext?.http?.method ?? 'GET',
    path: rawPath,
    query: new URLSearchParams(rawQueryString),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: text.length > MOST_BODY ? '' : text,
  };
}
