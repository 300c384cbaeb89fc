import { isPage } from '../../local/replay/incidents.ts';
import { AFTERMATH_MS, isNews } from '../../local/replay/news.ts';
import type { ToldMessage } from '../../local/replay/reporter.ts';
import { type Judgement, judge } from './judge.ts';
import type { Sickness } from './recordings.ts';

/** What became of one sickness. */
export interface Outcome {
  sickness: Sickness;
  /** not-counted: the log cannot show it and there is no series. quiet: nobody had to be told, and nobody was paged. */
  result: 'right' | 'half' | 'wrong' | 'not-told' | 'quiet' | 'paged' | 'not-counted';
  why: string;
  /** From its begin to the first message, s; absent when nobody was told or nobody had to be. */
  afterSeconds?: number;
  /** The message that was judged. */
  message?: ToldMessage;
  /** What the first message was worth, when another came after it. */
  first?: Judgement;
}

/** A correction that comes within this time counts in place of the first message. */
const CORRECTION_MS = 5 * 60_000;

/**
 * A message belongs to the sickness that began last before it, from its begin to six minutes after its end. People are told
 * with the first of them that is news, page or warning; it is judged by the last within five minutes from then, because a
 * correction takes the place of what it corrects, for the better and for the worse.
 */
export function outcomesOf(sicknesses: Sickness[], messages: ToldMessage[], hasSeries: boolean): Outcome[] {
  return sicknesses.map((sickness) => {
    const own = messages.filter((m) => isNews(m) && sicknessAt(sicknesses, m.atMs)?.id === sickness.id);
    if (!sickness.alert) {
      const page = own.find(isPage);
      return page
        ? { sickness, result: 'paged', why: 'nobody had to be told', message: page }
        : { sickness, result: 'quiet', why: '' };
    }
    if (sickness.inLog === false && !hasSeries) return { sickness, result: 'not-counted', why: 'not in the log, and no series' };
    const [first] = own;
    if (!first) return { sickness, result: 'not-told', why: '' };
    const message = own.findLast((m) => m.atMs <= first.atMs + CORRECTION_MS) ?? first;
    const { grade, why } = judge(sickness, leadOf(message));
    return {
      sickness,
      result: grade,
      why,
      afterSeconds: Math.round((first.atMs - Date.parse(sickness.from)) / 1000),
      message,
      ...(message !== first && { first: judge(sickness, leadOf(first)) }),
    };
  });
}

/** Pages that no sickness explains which people had to hear of. */
export function falsePagesOf(sicknesses: Sickness[], messages: ToldMessage[], hasSeries: boolean): ToldMessage[] {
  return messages.filter((m) => isNews(m) && isPage(m) && !isExplained(sicknessAt(sicknesses, m.atMs), hasSeries));
}

function isExplained(sickness: Sickness | undefined, hasSeries: boolean): boolean {
  return sickness?.alert === true && (sickness.inLog !== false || hasSeries);
}

function sicknessAt(sicknesses: Sickness[], atMs: number): Sickness | undefined {
  return sicknesses.findLast(({ from, to }) => Date.parse(from) <= atMs && atMs <= Date.parse(to) + AFTERMATH_MS);
}

/** What a person reads first: the subject without its brackets and its time, and the cause. */
export function leadOf({ subject, cause, also }: ToldMessage): { subject: string; cause: string; also: string[] } {
  const words = subject.replace(/^(?:\[[^\]]*\] )?[^:]*: /, '').replace(/ since [\d-]* ?[\d:]+.*$/, '');
  return { subject: words, cause, also };
}
