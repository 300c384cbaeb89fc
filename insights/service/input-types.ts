import { ServiceError } from './errors.ts';

type Kind = 'text' | 'number' | 'texts' | 'events';

/** Of the members of all actions that are served the type that the API gives them. */
const KINDS: Record<string, Kind> = {
  logGroupName: 'text',
  logGroupIdentifier: 'text',
  logStreamName: 'text',
  logStreamNamePrefix: 'text',
  queryString: 'text',
  queryLanguage: 'text',
  queryId: 'text',
  filterPattern: 'text',
  nextToken: 'text',
  status: 'text',
  lookupTableName: 'text',
  lookupTableArn: 'text',
  tableBody: 'text',
  logGroupNames: 'texts',
  logGroupIdentifiers: 'texts',
  logStreamNames: 'texts',
  startTime: 'number',
  endTime: 'number',
  limit: 'number',
  maxResults: 'number',
  maxItems: 'number',
  logEvents: 'events',
};

const isText = (value: unknown) => typeof value === 'string';
const isWhole = (value: unknown) => Number.isSafeInteger(value);
const isEvent = (value: unknown) => isObject(value) && isWhole(value.timestamp) && isText(value.message);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const CHECKS: Record<Kind, (value: unknown) => boolean> = {
  text: isText,
  number: isWhole,
  texts: (value) => Array.isArray(value) && value.every(isText),
  events: (value) => Array.isArray(value) && value.every(isEvent),
};

/**
 * The body of a request. A member that is null counts as left out, as in the AWS JSON protocol.
 * @throws ServiceError for a body that is no object, and for a member of another type.
 */
export function inputOf(body: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body || '{}');
  if (!isObject(parsed)) throw new ServiceError('SerializationException', 'the body is no object');
  const given = Object.entries(parsed).filter(([, value]) => value !== null);
  for (const [name, value] of given) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind && !CHECKS[kind](value)) throw new ServiceError('SerializationException', `${name} is not of its type`);
  }
  return Object.fromEntries(given);
}
