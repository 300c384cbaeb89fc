import type { CommandDefinition } from './command.ts';
import { ack } from './commands/ack.ts';
import { checkHealth } from './commands/check-health.ts';
import { checkLogs } from './commands/check-logs.ts';
import { completion } from './commands/completion.ts';
import { cost } from './commands/cost.ts';
import { coverage } from './commands/coverage.ts';
import { demo } from './commands/demo.ts';
import { digest } from './commands/digest.ts';
import { doctor } from './commands/doctor.ts';
import { incidentExport } from './commands/incident-export.ts';
import { incidentList } from './commands/incident-list.ts';
import { incidentShow } from './commands/incident-show.ts';
import { init } from './commands/init.ts';
import { load } from './commands/load.ts';
import { logs } from './commands/logs.ts';
import { open } from './commands/open.ts';
import { query } from './commands/query.ts';
import { replay } from './commands/replay.ts';
import { sendTest } from './commands/send-test.ts';
import { silence } from './commands/silence.ts';
import { status } from './commands/status.ts';
import { watch } from './commands/watch.ts';
import { why } from './commands/why.ts';
import { whyNot } from './commands/why-not.ts';

/** All commands, in the order of the help. A new one is a file in `cli/commands/` and a line here. */
export const COMMANDS: readonly CommandDefinition[] = [
  demo,
  init,
  doctor,
  watch,
  status,
  logs,
  checkHealth,
  checkLogs,
  query,
  replay,
  why,
  whyNot,
  coverage,
  load,
  sendTest,
  silence,
  ack,
  digest,
  incidentList,
  incidentShow,
  incidentExport,
  open,
  cost,
  completion,
];

/** First words that several commands share, with what these are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  check: 'One look from this machine: at the endpoints, or at a log.',
  incident: 'What was wrong, and what was told about it.',
};
