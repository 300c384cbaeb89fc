import type { LogEvent } from '../../../insights/index.ts';
import { inferredProbe } from '../../../local/replay/inferred-probe.ts';
import { replay } from '../../../local/replay/replay.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import type { Sample } from '../../../local/replay/series.ts';
import { type Line, logOf, START, well } from './sick-lines.ts';
import type { Sickness } from './sicknesses.ts';

/** One sickness of a chain, and how long AtlasML is well after it, s. */
export interface Link {
  sickness: Sickness;
  wellAfter: number;
}

/** What became of one link. Times in s after its begin. */
export interface LinkTold {
  title: string;
  /** right: the newest subject of it says so; quiet: nobody had to be told and nobody was. */
  result: 'right' | 'wrong' | 'not-told' | 'quiet' | 'told-in-vain';
  /** The messages from its begin to that of the next, each with its time and subject. */
  messages: string[];
}

export interface ChainTold {
  links: LinkTold[];
  /** What a part of the monitor failed with. */
  failed: string[];
  opened: number;
  resolved: number;
}

const WELL_BEFORE = 300;
const SAMPLE_MS = 1_000;
const NO_NEWS = ['resolved', 'reminded', 'digest'];

/** Plays sicknesses one after the other through the whole monitor. @param second in which the checks run. */
export async function playChain(links: Link[], startMs: number, second = 0): Promise<ChainTold> {
  const pieces: [number, Line[]][] = [[WELL_BEFORE, upFor(WELL_BEFORE, true)]];
  for (const { sickness, wellAfter } of links) {
    const { seconds = 200, restarts = false } = sickness;
    pieces.push([seconds, sickness.log(seconds)], [wellAfter, upFor(wellAfter, restarts)]);
  }
  const { events, begins } = logOf(startMs, pieces);
  const untilMs = begins.at(-1) ?? startMs;
  const messages: ToldMessage[] = [];
  const failed: string[] = [];
  const series = links.some(({ sickness }) => sickness.outside) ? seriesOf(links, events, begins, untilMs) : undefined;
  const listener = {
    told: (m: ToldMessage) => messages.push(m),
    failed: (what: string, e: Error) => failed.push(`${what}: ${e.message}`),
  };
  await replay({ events, series }, listener, { untilMs, second });
  const told = links.map(({ sickness }, k): LinkTold => {
    const fromMs = begins[1 + 2 * k] ?? 0;
    const own = messages.filter(({ atMs }) => atMs >= fromMs && atMs < (begins[3 + 2 * k] ?? Number.POSITIVE_INFINITY));
    return {
      title: sickness.title,
      result: resultOf(sickness, own),
      messages: own.map(
        ({ atMs, subject, certain }) => `${Math.round((atMs - fromMs) / 1000)} s ${subject}${certain ? '' : ' (probable)'}`,
      ),
    };
  });
  const count = (kind: string) => messages.filter((m) => m.kind === kind).length;
  return { links: told, failed, opened: count('opened'), resolved: count('resolved') };
}

function upFor(seconds: number, starts: boolean): Line[] {
  return [...(starts ? START : []), ...well(seconds).filter(([at]) => !starts || at > 5)];
}

/** What a probe from outside got: the sickness's own answer while it lasts, else what the log tells. */
function seriesOf(links: Link[], events: LogEvent[], begins: number[], untilMs: number): Sample[] {
  const inside = inferredProbe(events, untilMs);
  const samples: Sample[] = [];
  for (let atMs = begins[0] ?? 0; atMs < untilMs; atMs += SAMPLE_MS) {
    const piece = begins.findLastIndex((ms) => ms <= atMs);
    const outside = piece % 2 === 1 ? links[(piece - 1) / 2]?.sickness.outside : undefined;
    samples.push({ atMs, health: outside ?? inside(atMs, 10_000) });
  }
  return samples;
}

function resultOf({ told, not }: Sickness, messages: ToldMessage[]): LinkTold['result'] {
  const news = messages.filter(({ kind }) => !NO_NEWS.includes(kind));
  const newest = news.at(-1);
  if (told === null) return news.some((m) => m.severity === 'page') ? 'told-in-vain' : 'quiet';
  if (!newest) return 'not-told';
  return told.test(newest.subject) && !news.some(({ cause }) => not?.test(cause)) ? 'right' : 'wrong';
}
