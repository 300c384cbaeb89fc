import { type Answer, DAY_MS, ownSeries, type Question, type Scope } from '../scope.ts';

/** AtlasML says at its start whether it has a DSN: "Loaded settings - ENV: production, …, Sentry: configured" (test/fixtures/corpus). */
const SAID = / - atlasml\.config - Loaded settings - .*\bSentry: (configured|not configured)\s*$/;
/** So long are the lines of a start kept on one machine. */
const LOOKED_BACK_MS = 7 * DAY_MS;
const PERIOD_MS = 300_000;
/** Lines arrive late, and the settings are logged before the start that is counted. */
const EARLY_MS = 180_000;

/** Whether AtlasML reports to Sentry, by its newest start; what it reports there is not seen from here. */
export const sentry: Question = {
  what: 'Sentry',
  seen: 'Sentry',
  async ask(scope) {
    if (scope.kind === 'monthly' && scope.config.sentry && !scope.config.sentryProject)
      return { status: 'person', fact: 'go through the open issues of AtlasML and of the monitor' };
    const said = await saidAtStart(scope).catch(() => undefined);
    const { sentry, sentryProject } = scope.config;
    return judgeSentry(said, sentry !== undefined || sentryProject !== undefined, sentryProject !== undefined);
  },
};

/**
 * @param said of its Sentry by AtlasML's newest start; undefined where none was seen.
 * @param isUsed whether the monitor reports to Sentry or asks it, so that AtlasML is expected to report.
 * @param isAsked whether its issues are asked for, as an item of their own.
 */
export function judgeSentry(said: string | undefined, isUsed: boolean, isAsked = false): Answer {
  if (said === 'configured')
    return {
      status: 'well',
      fact: `AtlasML said at its newest start that it is configured${isAsked ? '' : '; its issues are not seen from here'}`,
    };
  if (!isUsed)
    return { status: 'off', fact: said ? 'not configured for AtlasML, nor for the monitor' : 'not configured for the monitor' };
  return said === undefined
    ? { status: 'unknown', isMinor: true, fact: 'not known: no start of AtlasML that says it was seen in seven days; look there' }
    : { status: 'bad', fact: 'AtlasML said at its newest start that it is not configured: set SENTRY_DSN for it' };
}

async function saidAtStart(scope: Scope): Promise<string | undefined> {
  const { nowMs, ports } = scope;
  const points = await ownSeries(scope, { startMs: nowMs - LOOKED_BACK_MS, endMs: nowMs }, 'starts', 'Maximum');
  // The figure looks back over minutes: it rises when a start comes, and falls when it is past.
  const rise = points.findLast(({ value }, i) => value > (points[i - 1]?.value ?? 0));
  if (!rise || !ports.logs) return undefined;
  const read = await ports.logs.lines({ startMs: rise.atMs - EARLY_MS, endMs: rise.atMs + PERIOD_MS });
  if (read.state === 'unknown') return undefined;
  return read.lines.flatMap(({ message }) => SAID.exec(message)?.[1] ?? []).at(-1);
}
