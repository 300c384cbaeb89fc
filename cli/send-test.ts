import { randomUUID } from 'node:crypto';
import { sendTest, type TestAnswer, type TestSent } from '../functions/report-incident/send-test.ts';
import { systemClock } from '../functions/shared/clock.ts';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { shownReceiver } from '../functions/shared/delivery/shown-receiver.ts';
import { milliseconds, plural } from '../functions/shared/text/words.ts';
import { machineConfig } from '../local/watch/machine-config.ts';
import { machineOffer } from '../local/watch/machine-offer.ts';
import { machineReceivers } from '../local/watch/machine-receivers.ts';
import { machineSecrets } from '../local/watch/machine-secrets.ts';
import { notAsked } from './not-asked.ts';
import { failure, type Outcome } from './usage-error.ts';

/** Lets the deployed reporter send the test; the AWS SDK in use, a function in tests. */
export type AskForTest = (functionName: string) => Promise<Partial<TestAnswer>>;

/** What became of the test at one receiver, in words. */
export interface Row {
  receiver: string;
  well: boolean;
  /** Absent for what is not configured. */
  taken?: 'yes' | 'no' | 'perhaps';
  said: string;
}

/**
 * `send-test`: a marked test through every receiver that the deployed monitor has, by the monitor itself: its configuration, its rights,
 * its secrets. Exit code 1 when one did not take it, or what it takes is known not to arrive.
 */
export async function sendTestCommand({ slug }: Pick<MonitorConfig, 'slug'>, ask: AskForTest): Promise<Outcome> {
  const name = `atlasml-${slug}-report-incident`;
  try {
    const { sent, email = [], slack, channels = slack ? (['slack'] as const) : [], doubts = [] } = await ask(name);
    if (!sent) return failure(`The reporter ${name} does not know how to send a test: deploy this version.`);
    // The topic of the e-mails is always there, also where nobody is to get them.
    const asked = sent.filter(({ receiver }) => receiver !== 'email' || email.length > 0);
    const rows = asked.map((one) => rowOf(one, { email: ` by SNS for ${plural(email.length, 'address', 'addresses')}` }));
    const missing = (['email', 'slack'] as const).filter((one) =>
      one === 'email' ? email.length === 0 : !channels.includes(one),
    );
    const absent = missing.map((receiver): Row => ({ receiver, well: true, said: 'not configured in the deployed monitor' }));
    return outcomeOf(rows, absent, doubts);
  } catch (error) {
    if (/there is no command/.test((error as Error).message))
      return failure(`The reporter ${name} is of an older version and cannot send a test: deploy this one.`);
    if (mayHaveRun(error as Error))
      return failure(
        `The reporter ${name} gave no answer (${(error as Error).name}: ${(error as Error).message}).\nThe test was perhaps sent: look whether it arrived before you send another.`,
      );
    return notAsked(`The reporter ${name}`, error as Error);
  }
}

/** The reporter was asked, and its answer was lost, or it ended too late. */
const mayHaveRun = ({ name, message, code = '' }: Error & { code?: string }): boolean =>
  ['TimeoutError', 'AbortError'].includes(name) ||
  ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code) ||
  /Task timed out/.test(message);

/** `send-test --here`: through the receivers that `watch` has on this machine. @param secrets a folder of them. */
export async function sendTestHere(
  asked: MonitorConfig,
  environment: NodeJS.ProcessEnv,
  secrets: string | undefined,
): Promise<Outcome> {
  const { config, notes } = machineConfig(asked, {});
  const read = machineSecrets({ environment, directory: secrets });
  const { receivers } = await machineReceivers(config, {
    secrets: read,
    clock: systemClock,
    newId: randomUUID,
  });
  const { answers, slug } = config;
  const offer = answers?.url === undefined ? {} : { offer: machineOffer(slug, answers.url, answers, read) };
  const rows = (await sendTest(receivers, config, systemClock, offer)).map((one) => rowOf(one, {}));
  return outcomeOf(rows, [], [], notes);
}

function outcomeOf(rows: Row[], absent: Row[], doubts: string[], notes: string[] = []): Outcome {
  const width = Math.max(5, ...rows.map(({ receiver }) => (receiver.startsWith('email ') ? 0 : receiver.length)));
  const lines = [...rows, ...absent].map(({ receiver, said }) => `${receiver.padEnd(width)}  ${said}`);
  const wrong = doubts.map((doubt) => `but ${doubt}`);
  const nobody = rows.length === 0 ? ['Nobody would be told: the monitor has no receiver.'] : [];
  const isWell = rows.length > 0 && rows.every(({ well }) => well) && doubts.length === 0;
  return {
    text: [...lines, ...wrong, ...nobody, ...notes.map((note) => `note: ${note}`)].join('\n'),
    code: isWell ? 0 : 1,
    json: { receivers: [...rows, ...absent], doubts, notes },
  };
}

/** @param through what stands behind "taken after 41 ms", by the receiver. */
export function rowOf({ receiver: name, tookMs, refused, perhaps }: TestSent, through: Record<string, string>): Row {
  const receiver = shownReceiver(name);
  if (perhaps)
    return {
      receiver,
      well: false,
      taken: 'perhaps',
      said: `perhaps taken, look whether it arrived: ${refused ?? 'no answer came'}`,
    };
  if (refused !== undefined) return { receiver, well: false, taken: 'no', said: `not taken: ${refused}` };
  return {
    receiver,
    well: true,
    taken: 'yes',
    said: `taken after ${milliseconds(tookMs)}${through[receiver] ?? ''}${nextOf(receiver)}`,
  };
}

const NEXT: Record<string, string> = {
  slack: 'it is in the channel',
  teams: 'it must be in the channel within a minute: the workflow says only that it took it',
  pagerduty: 'an alert began and ended there at once',
  ntfy: 'it must be on each telephone that follows the topic',
  webhook: 'the program there has received it',
};

/** Taken is not yet read. */
function nextOf(receiver: string): string {
  const next = NEXT[receiver];
  if (next) return `; ${next}`;
  if (receiver === 'email') return '; it must be in every mailbox within a minute';
  return receiver.startsWith('email ') ? '; it must be in the mailbox within a minute' : '';
}
