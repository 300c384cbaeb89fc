import { countWindow } from '../../../functions/check-logs/count-window.ts';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import { duration, number, offsetWords, plural } from '../../../functions/shared/text/words.ts';
import { runQuery } from '../../../insights/index.ts';
import { askedQueries } from '../../../local/follow/asked-queries.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { formOf } from '../../../local/lines/recognise.ts';
import { fail, type Item, ok, skip, UnreadableLog } from '../finding.ts';
import { sentryOf } from '../sentry-line.ts';
import type { HerePorts } from './ports.ts';

const pathsOf = ({ logs }: HerePorts['config']) => ({
  healthPaths: logs?.healthPaths ?? [...DEFAULTS.logs.healthPaths],
  servedPathPrefixes: logs?.servedPathPrefixes ?? [...DEFAULTS.logs.servedPathPrefixes],
});

/** Docker's own probe alone writes a line each half minute. */
const SILENT_MS = 15 * 60_000;
/** A start alone writes more: of fewer lines nothing is said. */
const FEWEST_LINES = 20;

export const logFormat: Item<HerePorts> = {
  name: 'log format',
  async look({ log, config, clock }) {
    const read = await log().catch((error: unknown) => error as Error);
    if (read instanceof UnreadableLog) return fail(read.message, 'write the path of the log into logs.file or --log-file');
    if (read instanceof Error) throw read;
    const { events, where, newestMs } = read;
    if (newestMs === undefined || events.length === 0) return skip(`no line of the last minutes in ${where}`);
    if (clock.now() - newestMs > SILENT_MS) return skip(`the newest line in ${where} is ${duration(clock.now() - newestMs)} old`);
    const own = events.filter(({ message }) => formOf(message) === 'own').length;
    const window = { startMs: events[0]?.timestamp ?? 0, endMs: newestMs };
    const counted = await countWindow(
      pathsOf(config),
      window,
      localLogSource(() => events),
    );
    if ('unknown' in counted) return skip(counted.unknown);
    const { lines, unrecognisedLines } = counted.counts;
    const percent = lines === 0 ? 100 : (100 * unrecognisedLines) / lines;
    const fact = `${plural(lines, 'line')} in ${where}, ${number(percent)} % of them in an unknown form`;
    const { unrecognisedPercent } = config.thresholds;
    const isUnwell = own === 0 || percent > unrecognisedPercent;
    if (isUnwell && lines < FEWEST_LINES) return skip(`${fact}: too few lines to say more`);
    if (own === 0)
      return fail(
        `${fact}, and none in AtlasML's own form`,
        'see whether this is the log of AtlasML, and how it writes it (docs/log-counting.md)',
      );
    if (percent > unrecognisedPercent) return fail(fact, 'docs/runbook.md, section "log-format-changed"');
    return ok(fact);
  },
};

export const logClock: Item<HerePorts> = {
  name: "log's clock",
  async look({ log, config }) {
    const { clock, where } = await log();
    if (clock?.offsetMs === undefined) return skip(`no line in ${where} tells it`);
    const { offsetMs, isZoneWrong } = clock;
    const zone = config.logs?.timezone;
    const says = offsetMs === 0 ? 'UTC' : `${offsetWords(offsetMs / 60_000)} UTC`;
    if (isZoneWrong && zone !== undefined)
      return fail(
        `AtlasML's clock is ${says}, and logs.timezone is ${zone}`,
        'write the zone of its container into logs.timezone, or leave it out',
      );
    return ok(offsetMs === 0 ? says : `${says}; lines are counted at their right moments`);
  },
};

export const queries: Item<HerePorts> = {
  name: 'queries',
  async look({ config }) {
    const asked = askedQueries(pathsOf(config));
    const refused = asked.flatMap(({ text }) => {
      try {
        runQuery(text, []);
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    });
    if (refused.length > 0)
      return fail(
        `our own parser refuses ${refused.length} of ${asked.length}: ${refused[0]}`,
        'see logs.healthPaths and logs.servedPathPrefixes',
      );
    return ok(`our own parser accepts all ${asked.length}`);
  },
};

export const atlasmlSentry: Item<HerePorts> = {
  name: "AtlasML's Sentry",
  look: async ({ startLines }) => sentryOf(await startLines()),
};
