import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { AnswerOrder } from '../shared/answers/answer-order.ts';
import { cloudWatchAlarmSource } from '../shared/aws/alarm-source.ts';
import { chartOf } from '../shared/aws/chart-source.ts';
import { emailReceiversOf } from '../shared/aws/email-receivers.ts';
import { ownMetricStore } from '../shared/aws/own-metrics.ts';
import { dynamoRecordStore } from '../shared/aws/record-store.ts';
import { config, requiredEnv, runFunction } from '../shared/aws/runtime.ts';
import { parameterSecrets } from '../shared/aws/secrets.ts';
import { dynamoStateStore } from '../shared/aws/state-store.ts';
import { muteRuleSource } from '../shared/aws/window-source.ts';
import { systemClock, within } from '../shared/clock.ts';
import { showsPictures } from '../shared/config/asked-for.ts';
import { beat } from '../shared/delivery/heartbeat.ts';
import { receiversOf } from '../shared/delivery/receivers-of.ts';
import { emptyMemory } from '../shared/incident/remembering-store.ts';
import type { Incident } from '../shared/incident/reporter-state.ts';
import { runMemory } from '../shared/incident/run-memory.ts';
import { consoleLinks } from '../shared/message/console-links.ts';
import { issueSourceOf } from '../shared/sentry/issue-source-of.ts';
import { alarmsOf } from '../shared/signals/alarm-definitions.ts';
import { nativeAlarmsOf } from '../shared/signals/native-alarms.ts';
import { allIncidents, obeyAndSave, readCommand } from './command.ts';
import { drawnAlarm } from './drawn-alarm.ts';
import { answerDrill } from './drill.ts';
import { withHeartbeat } from './heartbeat.ts';
import { keepTaskChanges, taskOwnerOf } from './keep-task-changes.ts';
import { remembered } from './remembered.ts';
import { type ReportPorts, reportIncident } from './report.ts';
import { answerTest } from './send-test.ts';
import { windowOf } from './tell/incident-window.ts';
import type { Offer } from './tell/offered.ts';
import { readWakeUps } from './wake-up.ts';

const secrets = parameterSecrets(systemClock);
const alarms = alarmsOf(config);
const issues = issueSourceOf(config, { secrets, clock: systemClock });
const natives = nativeAlarmsOf(alarms);
const ports: ReportPorts = {
  alarms: cloudWatchAlarmSource(natives),
  configured: alarms,
  memory: emptyMemory(),
  within,
  ...(config.maintenance.length > 0 && { windows: muteRuleSource(config.slug, natives[0]?.name ?? '') }),
  store: dynamoStateStore(requiredEnv('TABLE_NAME')),
  runs: runMemory(dynamoRecordStore(requiredEnv('TABLE_NAME'))),
  // E-mail comes last, so that it can say that the others failed.
  receivers: [
    ...receiversOf(config, { secrets, clock: systemClock }),
    ...emailReceiversOf(config, requiredEnv('ALERT_TOPIC_ARN'), {
      clock: systemClock,
      newId: randomUUID,
      region: requiredEnv('AWS_REGION'),
    }),
  ],
  clock: systemClock,
  newId: randomUUID,
  // Lambda's client is loaded when an endpoint is asked again, not at each start.
  askAgain: async (about) => (await import('../shared/aws/ask-again.ts')).askCheckHealth(requiredEnv('CHECK_HEALTH'), about),
  ...(issues && { issues }),
  ...(showsPictures(config) && { chart: chartOfIncident }),
  ...(config.answers && { offer: offerOf(config.answers) }),
  links: (incident, nowMs) => consoleLinks(config, requiredEnv('AWS_REGION'), windowOf(incident, nowMs)),
};

function chartOfIncident(incident: Incident, nowMs: number): Promise<Uint8Array> {
  const { definition, window } = drawnAlarm(incident, alarms, nowMs);
  return chartOf(definition, window, config.timezone);
}

const tasks = taskOwnerOf(config);
const watched = config.heartbeat;
const heartbeat = watched && {
  beat: () => beat(watched.urlParameter, secrets),
  metrics: ownMetricStore(config.slug, 'heartbeat', { ...config, observations: ports.store.observations }),
  store: ports.store,
  clock: systemClock,
};

/** @param event a command of a person; whatever else comes is a wake-up, and reports. */
export const handler = (event: unknown, context: Context) =>
  runFunction('report-incident', context, (deadlineMs) => withHeartbeat(() => run(event, deadlineMs), heartbeat));

/** What was answered counts once it is saved; that somebody could not be told of it then is for the next run. */
async function takeAnswer(order: AnswerOrder, deadlineMs: number): Promise<object> {
  const said = await obeyAndSave(order, ports.store, systemClock, config.timezone);
  const replied = order.replyTo === undefined ? undefined : await replyTo(order.replyTo, said);
  const report = await reportIncident(config, ports, deadlineMs).catch((error: Error) => ({ notTold: error.message }));
  return { said, ...(replied && { notReplied: replied.message }), ...report };
}

/** @returns why whoever pressed does not see it. */
async function replyTo(address: string, said: string): Promise<Error | undefined> {
  const { replyInSlack } = await import('../shared/delivery/slack/reply.ts');
  return replyInSlack(address, said, config.slack?.webhookHosts).then(
    () => undefined,
    (error: Error) => error,
  );
}

/** Links are signed when there is something to answer: the code for it is no part of a start. */
function offerOf({ keyParameter, slackSigningSecretParameter }: NonNullable<typeof config.answers>): Offer {
  return async (incident, receiver, nowMs) => {
    const { offeredFor, readAnswerKeys } = await import('../shared/answers/offer.ts');
    return offeredFor(incident, receiver, nowMs, {
      service: config.slug,
      url: requiredEnv('ANSWER_URL'),
      keys: () => readAnswerKeys(secrets.read, keyParameter),
      hasSlackButtons: slackSigningSecretParameter !== undefined,
      newNonce: randomUUID,
    });
  };
}

async function run(event: unknown, deadlineMs: number): Promise<object> {
  const command = readCommand(event);
  if (command?.command === 'incidents') return { incidents: await allIncidents(ports.store) };
  if (command?.command === 'status') return remembered(ports.store, systemClock);
  if (command?.command === 'send-test') return answerTest(config, ports);
  if (command?.command === 'answer') return takeAnswer(command, deadlineMs);
  if (command) {
    const said = await obeyAndSave(command, ports.store, systemClock, config.timezone);
    return { said, ...(await reportIncident(config, ports, deadlineMs)) };
  }
  const wokenBy = readWakeUps(event);
  // What could not be kept is told after the report, and comes again with the wake-up.
  const kept = await keepTaskChanges(event, tasks, ports.store, systemClock).catch((error: Error) => error);
  // The drill comes last: a wake-up that fails is tried again, and would repeat it.
  const report = await reportIncident(config, ports, deadlineMs);
  const drillMs = await answerDrill(wokenBy, config, ports.receivers, systemClock.now());
  if (kept instanceof Error) throw kept;
  return { wokenBy, ...(kept.length > 0 && { taskChanges: kept }), ...(drillMs !== undefined && { drillMs }), ...report };
}
