import { setImmediate } from 'node:timers/promises';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { number, plural } from '../../functions/shared/text/words.ts';
import type { PastLog } from '../../local/capsule/capsule-log.ts';
import type { Capsule } from '../../local/capsule/format.ts';
import { type CapsuleSources, takeCapsule } from '../../local/capsule/take-capsule.ts';
import { capsuleBytes } from '../../local/capsule/write-capsule.ts';
import type { SqliteStore } from '../../local/store/sqlite-store.ts';
import { storedPast } from '../../local/view/kept-past.ts';
import { machineViewConfig, storedAlarms } from '../../local/view/stored-view.ts';
import { readMachineStore } from '../machine-store.ts';
import { timesWords } from '../replay/words.ts';
import type { Screen } from '../screen.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { version } from '../version.ts';
import { mustHaveAPlace, writeCapsule } from './capsule-file.ts';

/** What `incident export` was asked for. */
export interface ExportAsked {
  /** The beginning of its ID; the newest when it is left out. */
  id: string | undefined;
  output: string | undefined;
}

export type ExportScreen = Pick<Screen, 'bytes' | 'complain' | 'isTerminal'>;

const MOST_EVENTS = 100_000;

/** A capsule of an incident that the monitor of this machine knows. @param data as `watch --data` got it. */
export function exportHere(
  data: string,
  asked: ExportAsked,
  config: MonitorConfig,
  screen: ExportScreen,
  nowMs = Date.now(),
): Promise<Outcome> {
  mustHaveAPlace(asked, screen);
  const now = () => nowMs;
  return readMachineStore(data, config, now, async (store) => {
    const here = machineViewConfig(config, await store.state.observations());
    const past = storedPast(here, store, async () => storedAlarms(here, store, now));
    const log = here.logs && { log: keptLog(store) };
    return exported(asked, { past, origin: 'one machine', isWholeLog: false, ...log }, nowMs, screen);
  });
}

/** The log that a store kept. */
export function keptLog({ logs }: Pick<SqliteStore, 'logs'>): PastLog {
  return {
    async *events(window) {
      await setImmediate();
      yield logs.read(window, MOST_EVENTS);
    },
  };
}

/** A capsule of an incident that the deployed monitor knows; the AWS SDK is loaded here. */
export async function exportDeployed(asked: ExportAsked, config: MonitorConfig, screen: ExportScreen): Promise<Outcome> {
  mustHaveAPlace(asked, screen);
  const [{ deployedSources, costWords }, { notAsked }] = await Promise.all([
    import('./export-deployed.ts'),
    import('../not-asked.ts'),
  ]);
  const sources = await deployedSources(config).catch((error: Error) => error);
  if (sources instanceof Error) return notAsked('The reporter', sources);
  screen.complain(costWords(config));
  return exported(asked, sources, Date.now(), screen);
}

/** Takes a capsule and writes it. @throws UsageError where there is no such incident, or no place for it. */
export async function exported(
  { id, output }: ExportAsked,
  sources: CapsuleSources,
  nowMs: number,
  screen: ExportScreen,
): Promise<Outcome> {
  const incidents = await sources.past.incidents(0);
  const incident = id === undefined ? incidents[0] : incidents.find((i) => i.id.startsWith(id));
  if (!incident)
    throw new UsageError(id === undefined ? 'there is no incident yet' : `there is no incident ${id}; see incident list`);
  const capsule = await takeCapsule(incident, incidents, sources, { nowMs, monitor: version() });
  const bytes = capsuleBytes(capsule);
  const words = capsuleWords(capsule, bytes.length, output);
  if (output === undefined) {
    screen.bytes(bytes);
    screen.complain(words);
    return { text: '', code: 0 };
  }
  writeCapsule(output, bytes);
  return { text: words, code: 0 };
}

/** What is in a capsule, and what to do with it. */
export function capsuleWords(
  { about, log, metrics, turns, observations, messages }: Capsule,
  bytes: number,
  output?: string,
): string {
  const size = `${number(Math.max(0.1, Math.round(bytes / 1e5) / 10))} MB`;
  const file = output ?? 'capsule.db';
  return [
    `A capsule of ${about.service} ${about.environment}, ${timesWords(about.fromMs, about.untilMs)}, ${size}`,
    `  ${plural(log.length, 'log event')}, ${plural(metrics.length, 'value')} of metrics, ${plural(turns.length, 'change')} of alarms, ${plural(observations.length, 'observation')}, ${plural(messages.length, 'message')}`,
    ...about.notes.map((note) => `  ${note}`),
    '',
    `See it: npx atlasml-monitor open ${file}`,
    'It was redacted. Still read it before you give it to others: a program does not know that the name of a person is private.',
  ].join('\n');
}
