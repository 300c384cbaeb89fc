import { resolveConfig } from '../../functions/shared/config/load.ts';
import { loadConfigFile } from '../../functions/shared/config/load-file.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { hasServices } from '../../functions/shared/config/services.ts';
import { differenceOf, isChanged } from '../../local/replay/difference.ts';
import type { Holds } from '../../local/replay/past.ts';
import { type PastConfiguration, pastConfiguration } from '../../local/replay/past-configuration.ts';
import type { Scanned } from '../../local/replay/scan.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { readIncidents } from './incidents-file.ts';
import { differenceJson, incidentJson } from './json.ts';
import { judgeOutcome } from './judge-command.ts';
import { headLines, type PastAsked, type PastPorts, pastAsked, scannedBy } from './past.ts';
import { type Replayed, replayed } from './replayed.ts';
import { optionsOf, settingOf, withSettings } from './settings.ts';
import { suggestionLines, suggestionsOf } from './suggest.ts';
import { differenceLines, differenceMarkdown, incidentLines, sumWords } from './words.ts';

/** What `replay` was asked for. */
export interface ReplayAsked extends PastAsked {
  against?: string;
  set?: string[];
  markdown?: true;
  failOnChange?: true;
  suggest?: true;
  /** A file of what really was. */
  incidents?: string;
}

/** `replay FILE…`: what would have been told. */
export async function replayCommand(
  asked: ReplayAsked,
  given: () => Promise<MonitorConfigInput>,
  ports: PastPorts,
): Promise<Outcome> {
  mustBeAsked(asked);
  const known = asked.incidents === undefined ? undefined : await readIncidents(asked.incidents);
  const past = await pastAsked(asked, 'replay FILE', async () => resolveConfig(await given()), ports);
  const input = past.input ?? (await given());
  const first = pastConfiguration(resolveConfig(input), past.holds);
  const other = await otherConfiguration(asked, input, past.holds);
  const scanned = await scannedBy(first, past, ports, asked.fresh);
  if (known) {
    const before = { scanned, past: first };
    const after = other && { scanned: await scannedBy(other, past, ports, asked.fresh), past: other };
    return judgeOutcome(known, after ?? before, after && before, asked.markdown ?? false);
  }
  const before = await replayed(scanned, first.config);
  if (asked.suggest) return suggested(scanned, before, first);
  if (!other) return alone(scanned, before, first);
  const after = await replayed(await scannedBy(other, past, ports, asked.fresh), other.config);
  const difference = differenceOf(before.incidents, after.incidents, scanned.untilMs);
  const code = asked.failOnChange && isChanged(difference) ? 1 : 0;
  const json = {
    ...resultJson(before, first),
    changed: after.incidents.map(incidentJson),
    difference: differenceJson(before, after, difference),
  };
  if (asked.markdown) return { text: differenceMarkdown(before, after, difference), code, json, isAsItIs: true };
  const { timezone } = first.config;
  const text = [
    ...headLines(scanned, first),
    `Before: ${sumWords(before, timezone)}.`,
    `After:  ${sumWords(after, other.config.timezone)}.`,
    '',
    ...differenceLines(before, after, difference),
    ...failureLines([...before.failures, ...after.failures]),
  ].join('\n');
  return { text, code, json };
}

function mustBeAsked(asked: ReplayAsked): void {
  const { against, set, markdown, failOnChange, suggest, incidents } = asked;
  if (incidents !== undefined && (suggest || failOnChange))
    throw new UsageError(`--incidents judges by what really happened: leave out ${suggest ? '--suggest' : '--fail-on-change'}`);
  if (incidents !== undefined) return;
  if (suggest && (against !== undefined || set !== undefined))
    throw new UsageError('--suggest tries thresholds by itself: leave out --against and --set');
  if (against === undefined && set === undefined && (markdown || failOnChange))
    throw new UsageError(
      `${markdown ? '--markdown' : '--fail-on-change'} works only with --against or --set, which say what is changed`,
    );
}

/** With `--against` another file, with `--set` other values of it, or of this one. */
async function otherConfiguration(
  { against, set = [] }: ReplayAsked,
  input: MonitorConfigInput,
  holds: Holds,
): Promise<PastConfiguration | undefined> {
  if (against === undefined && set.length === 0) return undefined;
  const settings = set.map(settingOf);
  const other = against === undefined ? input : await loadConfigFile(against);
  if (hasServices(other)) throw new UsageError(`${against} holds several services; --against takes a file with one`);
  const named = against ?? 'The changed configuration';
  return pastConfiguration(resolveConfig(withSettings(other as MonitorConfigInput, settings), named, optionsOf(settings)), holds);
}

/** What higher thresholds would have saved, and what they would have cost. */
async function suggested(scanned: Scanned, before: Replayed, past: PastConfiguration): Promise<Outcome> {
  const suggestions = await suggestionsOf(scanned, past.config, before);
  const text = [
    ...headLines(scanned, past),
    `${sumWords(before, past.config.timezone)}.`,
    '',
    ...suggestionLines(suggestions, before),
  ].join('\n');
  return { text, code: 0, json: { ...resultJson(before, past), suggestions } };
}

function alone(scanned: Scanned, result: Replayed, past: PastConfiguration): Outcome {
  const text = [
    ...headLines(scanned, past),
    ...incidentLines(result),
    `${sumWords(result, past.config.timezone)}.`,
    ...failureLines(result.failures),
  ].join('\n');
  return { text, code: 0, json: resultJson(result, past) };
}

const failureLines = (failures: string[]) =>
  failures.length === 0 ? [] : ['', 'What failed in the monitor itself:', ...failures];

function resultJson({ incidents, others, failures, pages, pagesAtNight }: Replayed, { notes }: PastConfiguration): object {
  return {
    incidents: incidents.map(incidentJson),
    inferred: notes,
    pages,
    pagesAtNight,
    ...(others.length > 0 && {
      others: others.map(({ atMs, receiver, subject }) => ({ at: new Date(atMs).toISOString(), receiver, subject })),
    }),
    ...(failures.length > 0 && { failures }),
  };
}
