import { CloudWatchLogsClient, type FilteredLogEvent, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogsConfig } from '../config/schema.ts';
import { awsClient } from './client.ts';

/** FilterLogEvents may look for seconds before it answers. */
const PATIENT = { answerMs: 20_000, totalMs: 60_000, attempts: 3 };
/** FilterLogEvents with the newest first takes no earlier begin (its API reference). */
const FIRST_NEWEST_MS = Date.parse('2024-01-01T00:00:00Z');

export interface EventsAsked {
  /** Epoch ms, both ends included; without an end all that there is. */
  startMs: number;
  endMs?: number;
  /** The latest come first. */
  isNewestFirst?: boolean;
}

/** A client that waits as long as FilterLogEvents may take. */
export function logEventsClient({ region }: Pick<LogsConfig, 'region'>): CloudWatchLogsClient {
  return awsClient(CloudWatchLogsClient, { region, ...PATIENT });
}

/**
 * The events of a log group page by page. A page may be empty or not full and name a next one; the last one names none.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function* logEvents(
  { group, stream }: Pick<LogsConfig, 'group' | 'stream'>,
  { startMs, endMs, isNewestFirst = false }: EventsAsked,
  client: CloudWatchLogsClient,
): AsyncGenerator<FilteredLogEvent[]> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        ...(stream !== undefined && { logStreamNames: [stream] }),
        startTime: Math.max(0, Math.floor(isNewestFirst ? Math.max(startMs, FIRST_NEWEST_MS) : startMs)),
        ...(endMs !== undefined && { endTime: Math.floor(endMs) }),
        ...(isNewestFirst && { startFromHead: false }),
        nextToken,
      }),
    );
    if (page.events && page.events.length > 0) yield page.events;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
