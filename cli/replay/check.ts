import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { pastConfiguration } from '../../local/replay/past-configuration.ts';
import type { KeptPast } from '../../local/view/kept-past.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { type ReasonPorts, reasonsHere, reasonsOtherwise, reasonsThere } from './check-reasons.ts';
import { type CheckRow, checkJson, checkLines, checkMarkdown, howWords } from './check-words.ts';
import { incidentJson } from './json.ts';
import { headLines, type PastAsked, type PastPorts, pastAsked, scannedBy } from './past.ts';
import { type Replayed, replayed } from './replayed.ts';
import { type Beside, isAllAlike, setBeside } from './set-beside.ts';
import { toldThere } from './told-there.ts';

/** What `replay --check` was asked for. */
export interface CheckAsked extends PastAsked {
  against?: string;
  set?: string[];
  suggest?: true;
  incidents?: string;
  markdown?: true;
  failOnChange?: true;
}

/** What was really told, and by whom. */
export interface Told {
  past: KeptPast;
  /** "the deployed monitor", "the monitor on this machine". */
  who: string;
}

/** `replay --check`: the replay beside what the monitor really told: alike, otherwise, only here, only there, with the reasons. */
export async function checkCommand(
  asked: CheckAsked,
  input: MonitorConfigInput,
  { past: kept, who }: Told,
  ports: PastPorts,
): Promise<Outcome> {
  const source = await pastAsked(asked, 'replay FILE --check', async () => resolveConfig(input), ports);
  const past = pastConfiguration(resolveConfig(input), source.holds);
  const scanned = await scannedBy(past, source, ports, asked.fresh);
  const result = await replayed(scanned, past.config);
  const there = await toldThere(kept, scanned.startMs, scanned.untilMs);
  const beside = setBeside(result.incidents, there, scanned.untilMs);
  const rows = await rowsOf(beside, { past: kept, config: past.config, holds: source.holds, scanned });
  const code = asked.failOnChange && !isAllAlike(beside) ? 1 : 0;
  const json = { incidents: result.incidents.map(incidentJson), inferred: past.notes, check: checkJson(rows) };
  if (asked.markdown) return { text: checkMarkdown(rows, who), code, json, isAsItIs: true };
  const text = [...headLines(scanned, past), ...checkLines(rows, who), ...failureLines(result)].join('\n');
  return { text, code, json };
}

/** @throws UsageError for what does not go with it. */
export function mustBeCheck({ against, set, suggest, incidents }: CheckAsked): void {
  if (against !== undefined || set !== undefined || suggest || incidents !== undefined)
    throw new UsageError('--check looks at what was told: leave out --against, --set, --suggest and --incidents');
}

async function rowsOf({ alike, otherwise, onlyHere, onlyThere }: Beside, ports: ReasonPorts): Promise<CheckRow[]> {
  const rows: Promise<CheckRow>[] = [
    ...alike.map(async (both): Promise<CheckRow> => ({ what: 'alike', ...both, how: howWords(both), reasons: [] })),
    ...otherwise.map(async (both): Promise<CheckRow> => {
      const reasons = await reasonsOtherwise(both.here, both.there, ports);
      return { what: 'otherwise', ...both, how: howWords(both), reasons };
    }),
    ...onlyHere.map(
      async (here): Promise<CheckRow> => ({ what: 'only here', here, how: [], reasons: await reasonsThere(here, ports) }),
    ),
    ...onlyThere.map(
      async (there): Promise<CheckRow> => ({ what: 'only there', there, how: [], reasons: await reasonsHere(there, ports) }),
    ),
  ];
  const at = ({ here, there }: CheckRow) => (here ?? there)?.openedMs ?? 0;
  return (await Promise.all(rows)).sort((a, b) => at(a) - at(b));
}

const failureLines = ({ failures }: Replayed) =>
  failures.length === 0 ? [] : ['', 'What failed in the monitor itself, in the replay:', ...failures];
