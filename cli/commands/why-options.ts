import type { Argument } from '../command.ts';
import { flag, text } from '../options.ts';

export const WHY_POSITIONALS: readonly Argument[] = [
  { name: 'TIME', about: 'a minute in UTC: 10:32 (the last 10:32 there was) or 2026-11-25T10:32' },
  {
    name: 'FILE',
    about: 'a log file, compressed or not; several are one log; left out for what the monitor kept',
    isRepeated: true,
  },
];

export const WHY_OPTIONS = {
  data: text('DIR', 'the monitor on this machine, as watch --data DIR runs it'),
  alarm: text('NAME', 'only this alarm, with its values, such as server-errors'),
  queries: flag('the queries behind the numbers, to run them again'),
  series: text('FILE', 'what probes and memory showed meanwhile (docs/replay.md)'),
  timezone: text('ZONE', 'the time zone of times that name none, such as Europe/Berlin'),
  fresh: flag('read the log again, and do not use what was kept'),
};

export const WHY_JSON =
  'An object: at, reason (what the reporter decided), whyNot, incident, cause (rule, short, cause, certain, worst, explains, beside), rules (each that fits, with lostBy), receivers (told, whyNot), checks, alarms (state, threshold, values and the metric to ask for), queries and inferred. Of what a monitor kept also runs and messages of that minute, changes of alarms before, ran (false when the monitor did not run, reason is null then) and notes.';
