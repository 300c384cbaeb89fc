import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { allIncidents } from '../../functions/report-incident/command.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { number, plural } from '../../functions/shared/text/words.ts';
import type { Capsule } from '../../local/capsule/format.ts';
import { pastOfMachine } from '../../local/capsule/of-this-machine.ts';
import { type KeptPast, takeCapsule } from '../../local/capsule/take-capsule.ts';
import { capsuleBytes } from '../../local/capsule/write-capsule.ts';
import { machineViewConfig } from '../../local/view/stored-view.ts';
import { readMachineStore } from '../machine-store.ts';
import { timesWords } from '../replay/words.ts';
import type { Screen } from '../screen.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { version } from '../version.ts';

/** What `incident export` was asked for. */
export interface ExportAsked {
  /** The beginning of its ID; the newest when it is left out. */
  id: string | undefined;
  output: string | undefined;
}

export type ExportScreen = Pick<Screen, 'bytes' | 'complain' | 'isTerminal'>;

/** A capsule of an incident that the monitor of this machine knows. @param data as `watch --data` got it. */
export function exportHere(
  data: string,
  asked: ExportAsked,
  config: MonitorConfig,
  screen: ExportScreen,
  nowMs = Date.now(),
): Promise<Outcome> {
  mustHaveAPlace(asked, screen);
  return readMachineStore(
    data,
    config,
    () => nowMs,
    async (store) => {
      const here = machineViewConfig(config, await store.state.observations());
      return exported(asked, await allIncidents(store.state), here, pastOfMachine(store, here.logs !== undefined), nowMs, screen);
    },
  );
}

/** A capsule of an incident that the deployed monitor knows; the AWS SDK is loaded here. */
export async function exportDeployed(asked: ExportAsked, config: MonitorConfig, screen: ExportScreen): Promise<Outcome> {
  mustHaveAPlace(asked, screen);
  const { deployedIncidents, deployedPast } = await import('./export-deployed.ts');
  const nowMs = Date.now();
  const incidents = await deployedIncidents(config);
  if (incidents instanceof Error) {
    const { notAsked } = await import('../not-asked.ts');
    return notAsked('The reporter', incidents);
  }
  return exported(asked, incidents, config, deployedPast(config, screen.complain), nowMs, screen);
}

/** @throws UsageError where the bytes would go to a terminal, or over another file. */
export function mustHaveAPlace({ output }: Pick<ExportAsked, 'output'>, { isTerminal }: Pick<Screen, 'isTerminal'>): void {
  if (output === undefined && isTerminal)
    throw new UsageError('a capsule is no text for a terminal: write > capsule.db behind the command, or --output capsule.db');
  if (output !== undefined && existsSync(output)) throw new UsageError(`${output} is there already; name another file`);
}

/** @param incidents all that are known, the newest first. */
export async function exported(
  { id, output }: ExportAsked,
  incidents: readonly Incident[],
  config: MonitorConfig,
  past: KeptPast,
  nowMs: number,
  screen: ExportScreen,
): Promise<Outcome> {
  const incident = id === undefined ? incidents[0] : incidents.find((i) => i.id.startsWith(id));
  if (!incident)
    throw new UsageError(id === undefined ? 'there is no incident yet' : `there is no incident ${id}; see incident list`);
  const capsule = await takeCapsule(incident, incidents, config, past, { nowMs, monitor: version() });
  const bytes = capsuleBytes(capsule);
  const words = capsuleWords(capsule, bytes.length, output);
  if (output === undefined) {
    screen.bytes(bytes);
    screen.complain(words);
    return { text: '', code: 0 };
  }
  write(output, bytes);
  return { text: words, code: 0 };
}

/** For the owner alone; no half of it is left where it cannot be written. */
function write(path: string, bytes: Uint8Array): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`);
  }
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
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
    'Secrets are taken out of it. Look through it all the same before you give it away: names of people in a log are no secrets to a program.',
  ].join('\n');
}
