import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptFaults } from '../../bench/truth/kept-leads.ts';
import { watchRecording } from '../../bench/truth/watched.ts';
import { checkCommand } from '../../cli/replay/check.ts';
import type { Outcome } from '../../cli/usage-error.ts';
import { type KeptAsked, keptWhy } from '../../cli/why/kept.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { KeptRun } from '../../functions/shared/incident/kept-run.ts';
import type { AlarmState } from '../../functions/shared/signals/alarm-state.ts';
import type { ToldMessage } from '../../local/replay/reporter.ts';
import { storedPast } from '../../local/view/kept-past.ts';
import { storedAlarms } from '../../local/view/stored-view.ts';
import { recorded, recordedPath } from '../support/corpus.ts';

export const DAY = '2026-11-25T';
export const START = Date.parse(`${DAY}17:46:00Z`);
export const END = Date.parse(`${DAY}17:52:00Z`);

/** What is asked of a store, once for all tests. */
export interface Answers {
  faults: Awaited<ReturnType<typeof keptFaults>>;
  texts: Record<string, string>;
  json: object;
  runs: KeptRun[];
  config: MonitorConfig;
  alarms: AlarmState[];
  check: Outcome;
}
const cache = mkdtempSync(join(tmpdir(), 'why-kept-'));
const INPUT = {
  environment: 'replay',
  endpoints: [{ name: 'health', url: 'https://atlasml.example.org/api/v1/health/' }],
  logs: { group: 'replay' },
};

const QUESTIONS: Record<string, Omit<KeptAsked, 'time'> & { command?: 'why-not'; time: string; nowMs?: number }> = {
  known: { time: '17:51', command: 'why-not' },
  queries: { time: '17:51', alarm: 'endpoint-down-health', queries: true, data: 'here' },
  before: { time: '17:45', command: 'why-not' },
  after: { time: '18:30', command: 'why-not', nowMs: END + 3_600_000 },
  tomorrow: { time: `${DAY}17:50`, nowMs: END + 86_400_000 },
};

/** One recording through the loop of `watch`, and all that is asked of its store afterwards. */
export async function keptAnswers(): Promise<Answers> {
  let answers: Answers | undefined;
  const events = recorded('docker/logs/d_weaviate_down');
  await watchRecording({ events, series: [] }, END, async (store, config, _data, messages: ToldMessage[]) => {
    const past = storedPast(config, store, async () => storedAlarms(config, store, () => END));
    const texts: Record<string, string> = {};
    for (const [name, { command = 'why', nowMs = END, ...asked }] of Object.entries(QUESTIONS))
      texts[name] = (await keptWhy(command, asked, past, nowMs)).text;
    answers = {
      faults: await keptFaults(past, messages, { startMs: START, endMs: END }),
      texts,
      json: (await keptWhy('why', { time: '17:50' }, past, END)).json as object,
      runs: await past.runs.between(START, END),
      config,
      alarms: storedAlarms(config, store, () => END),
      check: await checkCommand(
        { files: [recordedPath('docker/logs/d_weaviate_down')], failOnChange: true },
        INPUT,
        { past, who: 'the monitor on this machine' },
        { screen: { redraw: () => {}, complain: () => {}, isDrawn: false }, environment: { XDG_CACHE_HOME: cache } },
      ),
    };
  });
  if (!answers) throw new Error('the recording was not watched');
  return answers;
}
