import { parseArgs } from 'node:util';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { aboutTotal } from '../../functions/shared/incident/about-total.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { troubleMs } from '../../functions/shared/incident/trouble.ts';
import type { MetricStore } from '../../functions/shared/ports.ts';
import type { MetricKey } from '../../functions/shared/signals/metrics.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { dateTime, duration } from '../../functions/shared/text/words.ts';
import { notAsked } from '../not-asked.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { asMarkdown, asText, type Impact, postmortem } from './postmortem.ts';

export interface IncidentPorts {
  /** The open incident and those that ended, the newest first. */
  incidents(functionName: string): Promise<Incident[]>;
  metrics(environment: string): Pick<MetricStore, 'read'>;
  nowMs: number;
}

/** `incident list` and `incident show [ID] [--markdown]`. */
export async function incidentCommand(args: string[], userConfig: MonitorConfigInput, ports: IncidentPorts): Promise<Outcome> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { markdown: { type: 'boolean' } } });
  const [what, id] = positionals;
  if (what !== 'list' && what !== 'show') throw new UsageError(`incident takes list or show, not ${what ?? 'nothing'}`);
  const { service, environment } = resolveConfig(userConfig);
  const answered = await ports.incidents(`atlasml-${environment}-report-incident`).catch((error: Error) => error);
  if (answered instanceof Error) return notAsked('The reporter', answered);
  // Before it is escaped for Markdown, which would hide the names of secrets.
  const all = redactDeep(answered);
  if (what === 'list') return { text: all.length > 0 ? all.map(row).join('\n') : 'No incident yet.', code: 0 };
  const incident = id === undefined ? all[0] : all.find((i) => i.id.startsWith(id));
  if (!incident)
    throw new UsageError(id === undefined ? 'there is no incident yet' : `there is no incident ${id}; see incident list`);
  const impact = await impactOf(incident, ports.metrics(environment), environment, ports.nowMs);
  const sections = postmortem(incident, `${service} ${environment}`, impact, ports.nowMs);
  return { text: (values.markdown ? asMarkdown : asText)(sections), code: 0 };
}

function row(incident: Incident): string {
  const { id, openedMs, worst, short, account } = incident;
  const lasted = incident.resolvedMs === undefined ? 'still open' : duration(troubleMs(incident));
  return `${id.slice(0, 8)}  ${dateTime(openedMs)}  ${lasted.padEnd(12)}  ${(worst ?? 'silent').padEnd(7)}  ${short ?? account?.short ?? ''}`;
}

async function impactOf(
  { openedMs, resolvedMs }: Incident,
  metrics: Pick<MetricStore, 'read'>,
  environment: string,
  nowMs: number,
): Promise<Impact | undefined> {
  const window = { startMs: openedMs, endMs: resolvedMs ?? nowMs };
  const total = (key: MetricKey) => aboutTotal(metrics, environment, key, window);
  const [failed, requests] = await Promise.all([total('serverErrors'), total('requests')]).catch(() => []);
  return failed === undefined || requests === undefined ? undefined : { failed, requests: Math.max(failed, requests) };
}
