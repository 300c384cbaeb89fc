import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock } from '../../functions/shared/ports.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { type Judgement, judge } from '../../local/view/judge.ts';
import type { MonitorView } from '../../local/view/monitor-view.ts';
import { readStatus } from '../../local/view/read-status.ts';
import type { Status } from '../../local/view/status.ts';
import type { Screen, ShownLine } from '../screen.ts';
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
  /** Its sleeps end when `--watch` does. */
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

/** One service, judged; or a sentence where nothing is known of it. */
type Looked = { status: Status; judgement: Judgement } | string;

/** `status [--data DIR] [--watch] [--json]`: how AtlasML is now. Exit code 0 well, 1 not well, 3 when something is unknown. */
export async function statusCommand(
  options: StatusOptions,
  configs: MonitorConfig[],
  { screen, clock, signal, here, deployed }: StatusPorts,
): Promise<Outcome> {
  const look = async (config: MonitorConfig): Promise<Looked> => {
    const open = options.data === undefined ? await deployed(config) : await here(options.data, config);
    if (typeof open === 'string') return open;
    try {
      const status = await readStatus(open.view, open.config, clock.now());
      return { status, judgement: judge(status) };
    } finally {
      open.close();
    }
  };
  const all = () => Promise.all(configs.map(look));
  if (!options.watch) {
    const looked = await all();
    const failed = looked.filter((one) => typeof one === 'string');
    if (failed.length === looked.length) return failure(failed.join('\n'));
    if (!options.json) screen.frame(linesOf(looked), false);
    return { text: '', code: codeOf(looked), ...(options.json && { json: jsonOf(looked, configs) }) };
  }
  let code: Outcome['code'] = CODES.unknown;
  try {
    while (!signal.aborted) {
      const looked = await all();
      code = codeOf(looked);
      // One object a line, for whoever reads as it comes.
      if (options.json) screen.data(JSON.stringify(redactDeep(jsonOf(looked, configs))));
      else screen.frame(linesOf(looked), true);
      await clock.sleep(AGAIN_MS);
    }
  } finally {
    screen.endFrame();
  }
  return { text: '', code };
}

/** The worst of all services. */
function codeOf(looked: Looked[]): Outcome['code'] {
  const codes = looked.map((one) => (typeof one === 'string' ? CODES.unknown : CODES[one.judgement.verdict]));
  return ([1, 3, 0] as const).find((code) => codes.includes(code)) ?? CODES.unknown;
}

/** One below the other. */
function linesOf(looked: Looked[]): ShownLine[] {
  return looked.flatMap((one, i) => {
    const between = i === 0 ? [] : [{ text: '' }, { text: '' }];
    const lines = typeof one === 'string' ? wrapped(one, 80).map((text) => ({ text })) : renderStatus(one.status, one.judgement);
    return [...between, ...lines];
  });
}

/** As `forEachService` has it of several. */
function jsonOf(looked: Looked[], configs: MonitorConfig[]): object {
  const rows = looked.map((one) =>
    typeof one === 'string' ? { verdict: 'unknown', sentence: one } : { ...one.judgement, ...one.status },
  );
  const [only, ...others] = rows;
  if (only && others.length === 0) return only;
  const named = configs.map(({ service, environment, slug }) => ({ service, environment, slug }));
  return { services: rows.map((result, i) => ({ ...named[i], code: codeOf(looked.slice(i, i + 1)), result })) };
}
