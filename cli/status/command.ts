import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import { judge } from '../../local/view/judge.ts';
import type { MonitorView } from '../../local/view/monitor-view.ts';
import { readStatus } from '../../local/view/read-status.ts';
import type { Status } from '../../local/view/status.ts';
import { untilAborted } from '../interrupted.ts';
import { type Screen, type ShownLine, shown } from '../screen.ts';
import { failure, type Outcome } from '../usage-error.ts';
import { wrapped } from '../wrapped.ts';
import { renderStatus } from './render.ts';

export interface StatusOptions {
  /** The folder of the monitor on this machine; without it the deployed one is asked. */
  data?: string | undefined;
  json?: boolean | undefined;
  /** Draw it again every few seconds until it is stopped. */
  watch?: boolean | undefined;
}

/** A view and how to let go of it. */
export interface OpenView {
  config: MonitorConfig;
  view: MonitorView;
  close(): void;
}

export interface StatusPorts {
  screen: Screen;
  clock: Clock;
  /** Ends `--watch`. */
  signal: AbortSignal;
  /** The monitor of a folder. @returns a sentence where there is none. */
  here(directory: string, config: MonitorConfig): Promise<OpenView | string>;
  /** The deployed monitor. */
  deployed(config: MonitorConfig): Promise<OpenView>;
}

const CODES = { well: 0, 'not well': 1, unknown: 3 } as const;
const AGAIN_MS = 5_000;

/** `status [--data DIR] [--watch] [--json]`: how AtlasML is now. Exit code 0 well, 1 not well, 3 when something is unknown. */
export async function statusCommand(
  options: StatusOptions,
  config: MonitorConfig,
  { screen, clock, signal, here, deployed }: StatusPorts,
): Promise<Outcome> {
  const look = async () => {
    const open = options.data === undefined ? await deployed(config) : await here(options.data, config);
    if (typeof open === 'string') return open;
    try {
      return await readStatus(open.view, open.config, clock.now());
    } finally {
      open.close();
    }
  };
  if (!options.watch) {
    const status = await look();
    if (typeof status === 'string') return failure(status);
    const judgement = judge(status);
    const { verdict } = judgement;
    if (!options.json) screen.frame(renderStatus(status, judgement), false);
    return { text: '', code: CODES[verdict], ...(options.json && { json: { ...judgement, ...status } }) };
  }
  let code: Outcome['code'] = 3;
  const stopped = untilAborted(signal);
  try {
    while (!signal.aborted) {
      code = showAgain(await look(), options, screen);
      await Promise.race([clock.sleep(AGAIN_MS), stopped]);
    }
  } finally {
    screen.endFrame();
  }
  return { text: '', code };
}

/** As JSON one object a line, for whoever reads as it comes. */
function showAgain(status: Status | string, { json }: StatusOptions, screen: Screen): Outcome['code'] {
  if (typeof status === 'string') {
    if (json) screen.data(JSON.stringify({ verdict: 'unknown', sentence: shown(status) }));
    else screen.frame(lineOf(status), true);
    return CODES.unknown;
  }
  const judgement = judge(status);
  if (json) screen.data(JSON.stringify({ ...judgement, ...status }));
  else screen.frame(renderStatus(status, judgement), true);
  return CODES[judgement.verdict];
}

const lineOf = (text: string): ShownLine[] => wrapped(text, 80).map((line) => ({ text: line }));
