import { impactOf } from '../../functions/report-incident/impact.ts';
import { asMarkdown, asText, postmortem } from '../../functions/report-incident/postmortem.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { shownReceiver } from '../../functions/shared/delivery/shown-receiver.ts';
import type { Incident } from '../../functions/shared/incident/reporter-state.ts';
import { troubleMs } from '../../functions/shared/incident/trouble.ts';
import type { MetricStore } from '../../functions/shared/ports.ts';
import { type ReadersTime, readersTime } from '../../functions/shared/text/readers-time.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { duration } from '../../functions/shared/text/words.ts';
import { notAsked } from '../not-asked.ts';
import { type Outcome, UsageError } from '../usage-error.ts';
import { incidentsYaml } from './yaml.ts';

export interface IncidentPorts {
  /** The open incident and those that ended, the newest first. */
  incidents(functionName: string): Promise<Incident[]>;
  metrics(slug: string): Pick<MetricStore, 'read'>;
  nowMs: number;
}

type Zone = Partial<Pick<MonitorConfig, 'timezone'>>;

/** `incident list`: the newest first. */
export async function incidentListCommand(
  { slug, timezone }: Pick<MonitorConfig, 'slug'> & Zone,
  ports: IncidentPorts,
): Promise<Outcome> {
  const all = await incidentsOf(slug, ports);
  if (all instanceof Error) return notAsked('The reporter', all);
  return {
    text: all.length > 0 ? all.map((one) => row(one, readersTime(timezone))).join('\n') : 'No incident yet.',
    code: 0,
    json: all.map(inShort),
  };
}

/** `incident list --yaml`: those that are known as what really was, for `replay --incidents`; people mark what was none. */
export async function incidentYamlCommand({ slug }: Pick<MonitorConfig, 'slug'>, ports: IncidentPorts): Promise<Outcome> {
  const all = await incidentsOf(slug, ports);
  if (all instanceof Error) return notAsked('The reporter', all);
  return { text: incidentsYaml(all), code: 0, isAsItIs: true };
}

/** `incident show`: the newest, or that one, as the beginning of a postmortem. @param options.id its beginning. */
export async function incidentShowCommand(
  { id, markdown }: { id?: string | undefined; markdown?: true },
  { service, environment, slug, timezone }: Pick<MonitorConfig, 'service' | 'environment' | 'slug'> & Zone,
  ports: IncidentPorts,
): Promise<Outcome> {
  const all = await incidentsOf(slug, ports);
  if (all instanceof Error) return notAsked('The reporter', all);
  const incident = id === undefined ? all[0] : all.find((i) => i.id.startsWith(id));
  if (!incident)
    throw new UsageError(id === undefined ? 'there is no incident yet' : `there is no incident ${id}; see incident list`);
  const impact = await impactOf(incident, ports.metrics(slug), slug, ports.nowMs);
  const sections = postmortem(incident, `${service} ${environment}`, impact, ports.nowMs, timezone);
  const json = { incident, ...(impact && { impact }), sections };
  return { text: (markdown ? asMarkdown : asText)(sections), code: 0, json, ...(markdown && { isAsItIs: true }) };
}

/** Ports to the deployed monitor; the AWS SDK is loaded here. */
export async function deployedIncidents(): Promise<IncidentPorts> {
  const [{ askForIncidents }, { deployedSeries }, { systemClock }] = await Promise.all([
    import('../../functions/shared/aws/reporter-command.ts'),
    import('../../functions/shared/aws/deployed-series.ts'),
    import('../../functions/shared/clock.ts'),
  ]);
  return { incidents: askForIncidents, metrics: (slug) => deployedSeries(slug, systemClock), nowMs: Date.now() };
}

/** Redacted before anything is escaped for Markdown, which would hide the names of secrets. */
async function incidentsOf(slug: string, ports: IncidentPorts): Promise<Incident[] | Error> {
  const answered = await ports.incidents(`atlasml-${slug}-report-incident`).catch((error: Error) => error);
  return answered instanceof Error ? answered : redactDeep(answered.map(withShownReceivers));
}

/** Which receiver it was shall be seen. */
function withShownReceivers(incident: Incident): Incident {
  const { sent } = incident;
  return { ...incident, ...(sent && { sent: sent.map((one) => ({ ...one, receiver: shownReceiver(one.receiver) })) }) };
}

const shortOf = ({ short, account }: Incident) => short ?? account?.short ?? '';

function inShort(incident: Incident): object {
  const { id, openedMs, resolvedMs, worst = 'silent' } = incident;
  return { id, openedMs, ...(resolvedMs !== undefined && { resolvedMs }), worst, short: shortOf(incident) };
}

function row(incident: Incident, time: ReadersTime): string {
  const { id, openedMs, worst } = incident;
  const lasted = incident.resolvedMs === undefined ? 'still open' : duration(troubleMs(incident));
  return `${id.slice(0, 8)}  ${time.date(openedMs)}  ${lasted.padEnd(12)}  ${(worst ?? 'silent').padEnd(7)}  ${shortOf(incident)}`;
}
