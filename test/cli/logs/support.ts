import { PassThrough, type Readable } from 'node:stream';
import { type LogsAsked, logsCommand } from '../../../cli/logs/command.ts';
import type { LinesSource, SourceLine } from '../../../cli/logs/line.ts';
import { openLog } from '../../../cli/logs/open.ts';
import type { Out } from '../../../cli/screen.ts';
import { screenOf } from '../../../cli/screen.ts';
import { systemClock } from '../../../functions/shared/clock.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';

export const NOW = Date.parse('2026-11-26T10:40:00Z');

/** What the command printed, and what it noted beside. */
export interface Said {
  out: string[];
  notes: string[];
}

/** A screen that keeps its lines; `heard` is told of each. */
export function kept(heard: (said: Said) => void = () => {}) {
  const said: Said = { out: [], notes: [] };
  const into = (list: string[]): Out => ({
    isTTY: false,
    write: (text: string) => {
      list.push(...text.replace(/\n$/, '').split('\n'));
      heard(said);
    },
  });
  return { said, screen: screenOf({ stdout: into(said.out), stderr: into(said.notes) }) };
}

const CONFIG: MonitorConfigInput = { environment: 'test', endpoints: [{ name: 'health', url: 'https://a.example.org/' }] };

/** `logs` over files, as the command line runs it. */
export async function logsOf(
  files: string[],
  asked: LogsAsked & { data?: string } = {},
  { stdin = new PassThrough(), signal = new AbortController().signal, heard, nowMs = NOW }: Surroundings = {},
) {
  const { said, screen } = kept(heard);
  const config = async () => resolveConfig(CONFIG);
  const right = async () => ({ configs: [await config()], broken: [] });
  const configuration = { input: async () => CONFIG, checked: config, each: async () => [], right, environment: undefined };
  const open = () =>
    openLog({ ...asked, files }, configuration, stdin, {
      clock: systemClock,
      note: (text) => screen.complain(text),
    });
  const outcome = await logsCommand(asked, { screen, open, nowMs, signal, isFile: files.length > 0 });
  return { ...said, ...outcome };
}

interface Surroundings {
  stdin?: Readable;
  signal?: AbortSignal;
  heard?: (said: Said) => void;
  nowMs?: number;
}

/** `logs` over lines that are there already. */
export async function logsOver(lines: SourceLine[], asked: LogsAsked = {}) {
  const { said, screen } = kept();
  const source: LinesSource = { read: async (_since, take) => take(lines), close: () => {} };
  const ports = { screen, open: async () => source, nowMs: NOW, signal: new AbortController().signal, isFile: true };
  return { ...said, ...(await logsCommand(asked, ports)) };
}
