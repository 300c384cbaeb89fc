/**
 * Logs of services whose fields are found though they are no JSON.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
export const LOG_TYPES = ['auto', 'lambda', 'vpc', 'route53', 'json'] as const;
export type LogType = (typeof LOG_TYPES)[number];

type Found = Record<string, string | number>;

/** The fields that are found in the logs of Lambda functions; they begin with @ as those that the service makes itself. */
export const LAMBDA_FIELDS: readonly string[] =
  '@type @requestId @duration @billedDuration @initDuration @maxMemoryUsed @memorySize @xrayTraceId @xraySegmentId'.split(' ');

/** The default format of flow logs: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const VPC_FIELDS =
  'version accountId interfaceId srcAddr dstAddr srcPort dstPort protocol packets bytes startTime endTime action logStatus'.split(
    ' ',
  );

/** Query logs of hosted zones: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html */
const ROUTE53_FIELDS =
  'version queryTimestamp hostZoneId queryName queryType responseCode protocol edgeLocation resolverIp ednsClientSubnet'.split(
    ' ',
  );

/** The types of logs in which one of these fields may be. JSON is looked into besides. */
export function typesWith(names: readonly string[], type: LogType): Exclude<LogType, 'auto' | 'json'>[] {
  const wanted = (fields: readonly string[]) => names.some((name) => fields.includes(name));
  const able = [
    ...(wanted(LAMBDA_FIELDS) ? (['lambda'] as const) : []),
    ...(wanted(VPC_FIELDS) ? (['vpc'] as const) : []),
    ...(wanted(ROUTE53_FIELDS) ? (['route53'] as const) : []),
  ];
  return able.filter((t) => type === 'auto' || t === type);
}

/**
 * A message, and what it may be without what a tool printed before it: its time, or its time and its stream, as `aws logs tail` does.
 * Source: https://docs.aws.amazon.com/cli/latest/reference/logs/tail.html (--format short, detailed)
 */
function unprinted(message: string): string[] {
  const [, rest, stream = ''] = PRINTED.exec(message) ?? [];
  return rest === undefined ? [message] : [message, rest, rest.slice(stream.length)];
}

const PRINTED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)? ((\S+ )?.*)$/s;

/** What one event of a type holds, also where it was printed with its time; undefined for a message that has another form. */
export function fieldsOf(message: string, type: Exclude<LogType, 'auto' | 'json'>): Found | undefined {
  for (const one of unprinted(message)) {
    const found = fieldsIn(one, type);
    if (found) return found;
  }
  return undefined;
}

function fieldsIn(message: string, type: Exclude<LogType, 'auto' | 'json'>): Found | undefined {
  if (type === 'lambda') return lambdaFields(message);
  const parts = message.trim().split(' ');
  if (type === 'vpc') return VPC.test(message) && parts.length === VPC_FIELDS.length ? named(VPC_FIELDS, parts) : undefined;
  return ROUTE53.test(message) && parts.length === ROUTE53_FIELDS.length ? named(ROUTE53_FIELDS, parts) : undefined;
}

const VPC = /^\s*\d+ (?:\d{12}|unknown) eni-\w+ /;
const ROUTE53 = /^\s*\d+\.\d+ \d{4}-\d\d-\d\dT\S+ Z\w+ /;

/** A dash stands for what is not known. */
function named(names: readonly string[], parts: readonly string[]): Found {
  return Object.fromEntries(names.flatMap((name, i) => (parts[i] === '-' ? [] : [[name, parts[i] as string]])));
}

/** In AWS's examples of requests other letters stand, too: 8f507cfc-xmpl-4697-b07a-ac58fc914c95. */
const UUID = /[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}/;
const ENTRY = new RegExp(`^(START|END|REPORT) RequestId: (${UUID.source})`);
/** What a function logs itself: `time TAB request TAB level TAB text` of Node, `[LEVEL] TAB time TAB request TAB text` of Python. */
const OF_REQUEST = new RegExp(`^(?:\\[\\w+\\]\\t)?\\S+\\t(${UUID.source})\\t`);

/**
 * The first JSON in what a function logs itself, up to the bracket that closes it; undefined for another message.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
export function jsonIn(printed: string): string | undefined {
  const message = printed.includes('{') ? unprinted(printed).find((one) => OF_REQUEST.test(one)) : undefined;
  if (message === undefined) return undefined;
  const head = OF_REQUEST.exec(message)?.[0];
  const begin = head === undefined ? -1 : message.indexOf('{', head.length);
  if (begin < 0) return undefined;
  let [depth, inText] = [0, false];
  for (let i = begin; i < message.length; i++) {
    const char = message[i];
    if (inText && char === '\\') i++;
    else if (char === '"') inText = !inText;
    else if (!inText && char === '{') depth++;
    else if (!inText && char === '}' && --depth === 0) return message.slice(begin, i + 1);
  }
  return undefined;
}

/** The platform's lines: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html. MB are millions of bytes. */
function lambdaFields(message: string): Found | undefined {
  const [, type, requestId] = ENTRY.exec(message) ?? [];
  if (type === undefined) {
    const own = OF_REQUEST.exec(message)?.[1];
    return own === undefined ? undefined : { '@requestId': own };
  }
  const found: Found = { '@type': type, '@requestId': requestId as string };
  if (type !== 'REPORT') return found;
  for (const [, label = '', value = ''] of message.matchAll(/\t\s*([A-Z][A-Za-z -]*?): ([\d.]+) (?:ms|MB)/g)) {
    const name = AMOUNTS[label];
    if (name) found[name] = label.includes('Memory') ? Number(value) * 1e6 : Number(value);
  }
  const trace = /XRAY TraceId: (\S+)/.exec(message)?.[1];
  const segment = /SegmentId: (\S+)/.exec(message)?.[1];
  if (trace !== undefined) found['@xrayTraceId'] = trace;
  if (segment !== undefined) found['@xraySegmentId'] = segment;
  return found;
}

const AMOUNTS: Record<string, string> = {
  Duration: '@duration',
  'Billed Duration': '@billedDuration',
  'Init Duration': '@initDuration',
  'Memory Size': '@memorySize',
  'Max Memory Used': '@maxMemoryUsed',
};
