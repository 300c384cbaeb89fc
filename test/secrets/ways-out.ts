import { configurationAsked } from '../../cli/configuration.ts';
import { digestCommand } from '../../cli/digest.ts';
import { incidentListCommand, incidentShowCommand } from '../../cli/incident/command.ts';
import { logsCommand } from '../../cli/logs/command.ts';
import type { Take } from '../../cli/logs/line.ts';
import { queryCommand } from '../../cli/query/command.ts';
import { type Screen, screenOf, showFailure, showOutcome } from '../../cli/screen.ts';
import { sendTestCommand } from '../../cli/send-test.ts';
import { ackCommand, silenceCommand } from '../../cli/silence.ts';
import { statusCommand } from '../../cli/status/command.ts';
import { asJson } from '../../cli/usage-error.ts';
import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorView } from '../../local/view/monitor-view.ts';

/** The ways that text takes out of the monitor, each with the function that sends a planted text that way. */
export type Way = 'message' | 'store' | 'log' | 'sentry' | 'screen';

/**
 * Every file that writes, sends or stores, and by which way. A new one needs a line here; `planted.test.ts` finds it by
 * itself. `own` marks what holds no text from outside: figures, names of the configuration, requests without a body.
 */
export const WRITERS: Record<string, Way | { own: string }> = {
  'bin/app.ts': 'screen',
  'bin/build.ts': { own: 'the files of the package' },
  'bin/bundle-worker.ts': { own: 'the code of a thread, made of the code of the clone' },
  'cli/screen.ts': 'screen',
  'cli/demo.ts': { own: 'asks whether the standard output is a terminal' },
  'local/demo/atlasml/users.ts': { own: 'requests of simulated users to the simulated AtlasML' },
  'cli/own-words.ts': { own: 'helps and the version, in which no word is from outside' },
  'cli/init/command.ts': { own: 'a configuration, in which secrets stand by their names; test/cli/init holds it' },
  'bin/atlasml-monitor.ts': { own: 'hands the standard output to own-words.ts' },
  'functions/report-incident/heartbeat.ts': 'log',
  'functions/shared/aws/console.ts': 'log',
  'functions/answer/handler.ts': { own: 'the status of a request; test/functions/answer holds it' },
  'functions/shared/aws/runtime.ts': 'log',
  'functions/shared/delivery/slack/extras.ts': 'log',
  'functions/shared/aws/sentry.ts': 'sentry',
  'functions/shared/http/post-json.ts': 'sentry',
  'functions/shared/aws/email-topic.ts': 'message',
  'functions/shared/aws/ses.ts': 'message',
  'functions/shared/delivery/post-to.ts': 'message',
  'functions/shared/delivery/slack/request.ts': 'message',
  'functions/shared/delivery/teams/teams.ts': 'message',
  'functions/shared/delivery/pagerduty/pagerduty.ts': 'message',
  'functions/shared/delivery/ntfy/ntfy.ts': 'message',
  'functions/shared/delivery/webhook/webhook.ts': 'message',
  'functions/shared/delivery/slack/reply.ts': { own: 'what the reporter said to an answer; names of people, redacted before' },
  'cli/doctor/answers-taken.ts': { own: 'a request without a body' },
  'functions/shared/delivery/asked-address.ts': { own: 'a request without a body' },
  'functions/shared/delivery/slack/webhook.ts': 'message',
  'functions/shared/delivery/slack/api.ts': 'message',
  'functions/shared/delivery/slack/files.ts': { own: 'a picture, and its title, which is part of the message' },
  'functions/shared/aws/conditional-put.ts': 'store',
  'functions/shared/aws/record-store.ts': 'store',
  'functions/shared/aws/state-store.ts': 'store',
  'local/docker/engine.ts': { own: 'questions to the Docker Engine, by names of the configuration' },
  'local/store/record-store.ts': 'store',
  'local/store/sqlite-store.ts': 'store',
  'local/store/message-log.ts': { own: 'messages, redacted once more' },
  'local/store/log-lines.ts': { own: 'lines of the log, each redacted; test/local/store holds it' },
  'local/store/log-positions.ts': { own: 'times and hashes of lines, under the names of containers' },
  'local/store/notices.ts': { own: 'what the store has to say of itself' },
  'local/store/alarm-memory.ts': { own: 'states of alarms, under names of the configuration' },
  'local/store/inbox.ts': { own: 'orders of the person at the command line' },
  'local/store/metric-rows.ts': { own: 'numbers, under names of the configuration' },
  'local/store/roll-up.ts': { own: 'the same' },
  'local/store/schema.ts': { own: 'tables' },
  'local/store/damage.ts': { own: 'rows of a damaged file of ours' },
  'local/store/writer-lock.ts': { own: 'who writes' },
  'local/watch/watched-folder.ts': { own: 'names and addresses of the configuration, redacted' },
  'local/exposition/page.ts': { own: 'numbers, under names of the configuration; test/local/exposition holds it' },
  'local/replay/kept-scans.ts': {
    own: 'what the checks saw of a past log, redacted; test/local/replay/read-past.test.ts holds it',
  },
  'local/capsule/write-capsule.ts': { own: 'a capsule, redacted; test/local/capsule holds it for each planted form' },
  'cli/incident/capsule-file.ts': { own: 'the bytes of write-capsule.ts' },
  'lib/bundle.ts': { own: 'the licences of packages' },
  'cli/check-logs/read-sources.ts': { own: 'what is read from a pipe, for as long as it is read' },
  'functions/shared/aws/metric-store.ts': { own: 'numbers, under names of the configuration' },
  'functions/shared/aws/invoke.ts': { own: 'orders of the person at the command line' },
  'functions/shared/delivery/heartbeat.ts': { own: 'a request without a body' },
  'functions/shared/http/http-client.ts': { own: 'sends what it is given' },
  'functions/shared/sentry/api.ts': { own: 'questions by names of the configuration, the token in a header' },
  'functions/check-health/attempt.ts': { own: 'the request that the configuration describes' },
  'functions/verify-delivery/slack.ts': { own: 'a request without a message' },
  'local/page/reply.ts': { own: 'what routes.ts and shell.ts give it; test/page holds that it is redacted' },
  'local/page/live.ts': { own: 'how it stands, redacted by its source; test/page holds it' },
  'local/page/server.ts': { own: 'the same' },
  'local/demo/atlasml/play.ts': { own: 'requests of the demo to itself' },
};

export interface Ports {
  /** The command line's streams, in tests. */
  screen: ReturnType<typeof screenOf>;
  said: () => string;
}

/** A screen that keeps what it is given. */
export function keptScreen(): Ports {
  let all = '';
  const out = {
    isTTY: true,
    write: (text: string) => {
      all += text;
    },
  };
  return { screen: screenOf({ stdout: out, stderr: out }), said: () => all };
}

const CONFIG = {
  service: 'AtlasML',
  environment: 'test',
  slug: 'test',
  endpoints: [{ name: 'health', url: 'https://a.example.org/' }],
};

/** What commands print when a text stands in all that is answered to them, and in the errors. */
export async function commandsSay(text: string, incident: object): Promise<string> {
  const { screen, said } = keptScreen();
  const fails = () => Promise.reject(new Error(text));
  const config = resolveConfig(CONFIG);
  const deployed = { incidents: async () => [incident as never], metrics: () => ({ read: fails }), nowMs: 0 };
  const stdin = Object.assign(
    (await import('node:stream')).Readable.from([Buffer.from(`${JSON.stringify({ timestamp: 1, message: text })}\n`)]),
    { isTTY: false },
  );
  const outcomes = [
    await digestCommand('daily', CONFIG, async () => ({ subject: text, text })),
    await digestCommand('daily', CONFIG, fails),
    await incidentListCommand(config, deployed),
    await incidentShowCommand({}, config, deployed),
    await incidentShowCommand({ markdown: true }, config, deployed),
    await sendTestCommand(CONFIG, async () => ({ sent: [{ receiver: 'slack', tookMs: 1, refused: text }], doubts: [text] })),
    await ackCommand({ by: 'x' }, CONFIG, async () => text),
    await silenceCommand({ for: '10m', why: 'x', by: 'x' }, CONFIG, fails),
    await queryCommand({}, ['fields @message'], { stdin, screen, configuration: configurationAsked({}) }),
  ];
  for (const outcome of outcomes) {
    showOutcome(screen, outcome);
    showOutcome(screen, await asJson(outcome));
  }
  await lookersOnSay(text, incident, screen);
  showFailure(screen, new Error(text));
  showFailure(screen, text);
  screen.redraw(text);
  showOutcome(screen, { text, code: 2 });
  return said();
}

/** What is printed as it comes: the status, and lines of a log. */
async function lookersOnSay(text: string, incident: object, screen: Screen): Promise<void> {
  const config = resolveConfig(CONFIG);
  const kind = { fingerprint: text, level: 'ERROR' as const, logger: 'atlasml', text, count: 1, newestMs: 0 };
  const view: MonitorView = {
    watcher: async () => ({ words: text }),
    alarms: () => Promise.reject(new Error(text)),
    remembered: async () => ({
      open: [incident as never],
      silence: { fromMs: 0, untilMs: 9, why: text, by: text },
      notices: [],
      observations: [],
    }),
    metrics: { read: () => Promise.reject(new Error(text)) },
    errors: async () => [kind],
  };
  const clock = { now: () => 0, sleep: async () => {} };
  const signal = AbortSignal.abort();
  for (const json of [false, true]) {
    const open = async () => ({ config, view, close: () => {} });
    const outcome = await statusCommand({ json }, [config], { screen, clock, signal, here: open, deployed: open });
    showOutcome(screen, json ? await asJson(outcome) : outcome);
    const source = async () => ({
      read: async (_sinceMs: number, take: Take) => take([{ atMs: 0, text, stream: text }]),
      close: () => {},
    });
    await logsCommand({ json, timestamps: true }, { screen, open: source, nowMs: 0, signal, isFile: true });
  }
}
