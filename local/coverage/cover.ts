import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { decide } from '../replay/decide.ts';
import type { Moment } from '../replay/moment.ts';
import { AFTERMATH_MS, isNews } from '../replay/news.ts';
import type { ToldMessage } from '../replay/reporter.ts';
import { MEMORY, scan } from '../replay/scan.ts';
import { type Base, inject } from './inject.ts';
import type { KnownSickness, KnownSicknesses } from './sicknesses.ts';

/** What became of one sickness. */
export interface Covered {
  name: string;
  /** Whether somebody was told while it lasted, or within six minutes after. */
  told: boolean;
  /** From its begin to the first message; absent where nobody was told. */
  seconds?: number;
  /** The cause as it was told last while it lasted; absent where nobody was told. */
  cause?: string;
  /** Whether that is the right one. */
  isRight: boolean;
  /** False where nobody has to be told: then `told` is of pages, and in vain. */
  alert: boolean;
  /** Why it was not seen, where that is known by the configuration. */
  whyNot?: string;
  /** What the reporter rested on when the sickness ended, of one that was not told. */
  moment?: Moment;
}

/** Injects one sickness into a healthy log and replays it. @param offsetMs see `inject`. */
export async function cover(
  sickness: KnownSickness,
  base: Base,
  known: KnownSicknesses,
  config: MonitorConfig,
  offsetMs = 0,
): Promise<Covered> {
  const { name, alert, memory, told: expression } = sickness;
  if (memory && !config.memory) return { name, told: false, isRight: false, alert, whyNot: 'no memory source configured' };
  const { recording, fromMs, toMs, untilMs } = inject(sickness, base, known, offsetMs);
  const messages: ToldMessage[] = [];
  let moment: Moment | undefined;
  const { memory: _, ...rest } = config;
  const replayed: MonitorConfig = memory ? { ...rest, memory: { source: 'metric', ...MEMORY, unit: 'percent' } } : rest;
  const scanned = await scan(recording, replayed, { untilMs });
  await decide(scanned, replayed, {
    told: (m) => messages.push(m),
    reported: (m) => {
      if (m.atMs <= toMs) moment = m;
    },
  });
  const news = messages.filter((m) => isNews(m) && m.atMs >= fromMs && m.atMs <= toMs + AFTERMATH_MS);
  const own = alert ? news : news.filter((m) => m.severity === 'page');
  const [first] = own;
  if (!first) return { name, told: false, isRight: !alert, alert, ...(moment && { moment }) };
  return {
    name,
    told: true,
    seconds: Math.round((first.atMs - fromMs) / 1000),
    cause: (own.findLast((m) => m.atMs <= toMs) ?? first).cause,
    isRight: alert && (expression === undefined || own.some((m) => new RegExp(expression).test(m.subject))),
    alert,
  };
}
