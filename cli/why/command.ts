import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { hadConsequence } from '../../local/replay/kept-moment.ts';
import type { Moment } from '../../local/replay/moment.ts';
import { pastConfiguration } from '../../local/replay/past-configuration.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { type PastAsked, type PastPorts, pastAsked, scannedBy } from '../replay/past.ts';
import { replayed } from '../replay/replayed.ts';
import { failure, type Outcome, UsageError } from '../usage-error.ts';
import { alarmNamed } from './alarm-named.ts';
import { momentJson } from './json.ts';
import { FOUND_WITHIN_MS, laterWords, type RunThen } from './later.ts';
import { momentMs } from './moment-time.ts';
import { type QueryBehind, queriesBehind, queryLines } from './queries.ts';
import { momentLines, whyNotWords } from './words.ts';

const MINUTE_MS = 60_000;

/** What `why` and `why-not` were asked for. */
export interface WhyAsked extends PastAsked {
  time: string | undefined;
  alarm?: string;
  queries?: true;
}

/** `why TIME FILE…` and `why-not TIME FILE…`: what was known in one minute of a past, and what came of it. */
export async function whyCommand(
  command: 'why' | 'why-not',
  asked: WhyAsked,
  input: MonitorConfigInput,
  ports: PastPorts,
): Promise<Outcome> {
  const { time } = asked;
  if (time === undefined) throw new UsageError(`name a time: ${command} 10:32 FILE`);
  const source = await pastAsked(asked, `${command} ${time} FILE`, async () => resolveConfig(input), ports);
  // A capsule has its own.
  const past = pastConfiguration(resolveConfig(source.input ?? input), source.holds);
  const scanned = await scannedBy(past, source, ports, asked.fresh);
  const untilMs = momentMs(time, scanned);
  const moments: Moment[] = [];
  const beginMs = Math.floor(untilMs / MINUTE_MS) * MINUTE_MS;
  await replayed({ ...scanned, untilMs }, past.config, (m) => {
    // Of what is before the minute the last alone.
    if (moments.some((one) => one.atMs < beginMs)) moments.splice(0);
    moments.push(m);
  });
  const inside = moments.filter((one) => one.atMs >= beginMs);
  const moment = inside.findLast(cameOf) ?? moments.at(-1);
  if (!moment) return failure('Nothing is known of that time: the reporter did not run before it.');
  const alarm = alarmNamed(asked.alarm, moment.alarms);
  const later = moment.incident ? [] : await laterIn(scanned, untilMs, past.config);
  return outcomeOf(command, moment, { alarm, later }, asked, past.config, past.notes);
}

/** What was found after that minute and had begun by then. */
async function laterIn(scanned: Scanned, untilMs: number, config: MonitorConfig): Promise<string[]> {
  const after: RunThen[] = [];
  const endMs = Math.min(scanned.untilMs, untilMs + FOUND_WITHIN_MS);
  await replayed({ ...scanned, untilMs: endMs }, config, ({ atMs, incident }) => {
    if (atMs > untilMs && incident) after.push({ atMs, incidents: [incident] });
  });
  return laterWords(untilMs, [], after);
}

const cameOf = ({ reason, receivers }: Moment): boolean =>
  hadConsequence({ reason, told: receivers.flatMap(({ receiver, told }) => told.map((kind) => ({ receiver, kind }))) });

function outcomeOf(
  command: 'why' | 'why-not',
  moment: Moment,
  { alarm, later }: { alarm: string | undefined; later: string[] },
  asked: WhyAsked,
  config: MonitorConfig,
  notes: string[],
): Outcome {
  const queries = queriesBehind(moment.observations, config);
  const lines = momentLines(moment, {
    alarm,
    later,
    queries: asked.queries ? queryLines(queries, asked.files.join(' ')) : hint(queries),
  });
  const text = [...(command === 'why-not' ? [whyNotWords(moment), ''] : []), ...lines, '', ...notes].join('\n');
  return { text, code: 0, json: momentJson(moment, queries, notes, alarm) };
}

const hint = (queries: QueryBehind[]) => (queries.length === 0 ? [] : ['  The queries behind these numbers: --queries']);
