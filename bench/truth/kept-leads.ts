import { keptWhy } from '../../cli/why/kept.ts';
import { keptMoment } from '../../local/replay/kept-moment.ts';
import type { ToldMessage } from '../../local/replay/reporter.ts';
import type { KeptPast } from '../../local/view/kept-past.ts';
import { leadFaults } from './leads.ts';

/** As far as `why --json` is looked at here. */
interface Said {
  messages: { at: string; subject: string }[];
  runs: { told: unknown[] }[];
}

const MINUTE_MS = 60_000;

/**
 * Asks `why` of each minute what a monitor kept: does it name what was told in it, all of it and nothing else, and is the rule that leads the
 * one that was told of?
 * @param told what receivers got, by themselves. @param endMs when it is asked, epoch ms.
 * @returns how many minutes and runs were asked for, and a sentence for each fault.
 */
export async function keptFaults(
  past: KeptPast,
  told: readonly ToldMessage[],
  { startMs, endMs }: { startMs: number; endMs: number },
): Promise<{ minutes: number; runs: number; faults: string[] }> {
  const faults: string[] = [];
  let minutes = 0;
  for (let atMs = Math.floor(startMs / MINUTE_MS) * MINUTE_MS; atMs + MINUTE_MS <= endMs; atMs += MINUTE_MS) {
    minutes++;
    const time = new Date(atMs).toISOString().slice(0, 16);
    const { json } = await keptWhy('why', { time }, past, endMs);
    const { messages, runs } = json as Said;
    const its = told.filter((m) => m.atMs >= atMs && m.atMs < atMs + MINUTE_MS);
    const [said, got] = [messages, its.map((m) => ({ at: new Date(m.atMs).toISOString(), subject: m.subject }))].map((list) =>
      list.map((m) => `${m.at} ${m.subject}`).join('; '),
    );
    if (said !== got) faults.push(`${time}: why names "${said}", and "${got}" was told`);
    const kept = runs.flatMap((r) => r.told).length;
    if (its.length > 0 && kept === 0) faults.push(`${time}: no run of that minute told anything`);
  }
  const runs = await past.runs.between(startMs, endMs);
  for (const run of runs) {
    const moment = keptMoment(run, [], past.config);
    faults.push(...leadFaults(moment));
    if (moment.today)
      faults.push(`${new Date(run.atMs).toISOString()}: decided again it is ${moment.today.reason}, and was ${run.reason}`);
  }
  return { minutes, runs: runs.length, faults };
}
