import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { nearest } from '../../functions/shared/text/nearest.ts';
import type { Moment } from '../../local/replay/moment.ts';
import { pastConfiguration } from '../../local/replay/past-configuration.ts';
import { type PastAsked, type PastPorts, pastAsked, scannedBy } from '../replay/past.ts';
import { replayed } from '../replay/replayed.ts';
import { failure, type Outcome, UsageError } from '../usage-error.ts';
import { momentJson } from './json.ts';
import { momentMs } from './moment-time.ts';
import { type QueryBehind, queriesBehind } from './queries.ts';
import { momentLines, whyNotWords } from './words.ts';

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
  const source = await pastAsked(asked, `${command} ${time} FILE`);
  const past = pastConfiguration(resolveConfig(input), source.holds);
  const scanned = await scannedBy(past, source, ports, asked.fresh);
  const untilMs = momentMs(time, scanned);
  let moment: Moment | undefined;
  await replayed({ ...scanned, untilMs }, past.config, (m) => {
    moment = m;
  });
  if (!moment) return failure('Nothing is known of that time: the reporter did not run before it.');
  const alarm = alarmNamed(asked.alarm, moment);
  return outcomeOf(command, moment, alarm, asked, past.config, past.notes);
}

/** An alarm by its name, or by its end without the words that all names begin with. @throws UsageError */
function alarmNamed(given: string | undefined, { alarms }: Moment): string | undefined {
  if (given === undefined) return undefined;
  const names = alarms.map((a) => a.definition.name);
  const found = names.find((name) => name === given) ?? names.find((name) => name.endsWith(`-${given}`));
  if (found !== undefined) return found;
  const meant = nearest(
    given,
    names.map((name) => name.split('-').slice(2).join('-')),
  );
  throw new UsageError(`--alarm: there is no alarm ${given}${meant ? `; did you mean ${meant}?` : ''}`);
}

function outcomeOf(
  command: 'why' | 'why-not',
  moment: Moment,
  alarm: string | undefined,
  asked: WhyAsked,
  config: MonitorConfig,
  notes: string[],
): Outcome {
  const queries = queriesBehind(moment.observations, config);
  const lines = momentLines(moment, { alarm, queries: asked.queries ? queryLines(queries, asked.files) : hint(queries) });
  const text = [...(command === 'why-not' ? [whyNotWords(moment), ''] : []), ...lines, '', ...notes].join('\n');
  return { text, code: 0, json: momentJson(moment, queries, notes) };
}

const hint = (queries: QueryBehind[]) => (queries.length === 0 ? [] : ['  The queries behind these numbers: --queries']);

function queryLines(queries: QueryBehind[], files: string[]): string[] {
  return queries.flatMap(({ what, query, start, end }) => [
    '',
    `  ${what}: npx atlasml-monitor query --start ${start} --end ${end} QUERY ${files.join(' ')}`,
    ...query.split('\n').map((line) => `    ${line}`),
  ]);
}
