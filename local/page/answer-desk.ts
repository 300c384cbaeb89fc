import { uselessBy } from '../../functions/report-incident/take-answer.ts';
import type { AnswerDesk } from '../../functions/shared/answers/answer-desk.ts';
import { readAnswerKeys } from '../../functions/shared/answers/offer.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { Clock, Secrets } from '../../functions/shared/ports.ts';
import type { SqliteStore } from '../store/sqlite-store.ts';
import { putAndWait } from './obey-order.ts';

/** The monitor that answers are for. */
interface Answered {
  config: MonitorConfig;
  store: Pick<SqliteStore, 'inbox' | 'state'>;
  clock: Pick<Clock, 'now'>;
  secrets: Partial<Pick<Secrets, 'read'>>;
}

/** Takes answers for the monitor of this process, by its inbox, as orders of the page; undefined where none are offered. */
export function answerDesk({ config, store, clock, secrets }: Answered): AnswerDesk | undefined {
  const { answers, service, environment, slug, timezone, slack } = config;
  const { read } = secrets;
  if (answers?.url === undefined || !read) return undefined;
  const { keyParameter, slackSigningSecretParameter: slackParameter } = answers;
  return {
    service: slug,
    where: `${service} ${environment}`,
    timezone,
    now: clock.now,
    keys: () => readAnswerKeys(read, keyParameter),
    ...(slackParameter && { slackSecret: () => read(slackParameter) }),
    uselessBy: async (right) => uselessBy((await store.state.load()).state, right),
    async give(order) {
      const said = await putAndWait(store, order);
      if (said === undefined) throw new Error('the monitor has not answered yet');
      return said;
    },
    async hand(order) {
      const { replyTo, ...command } = order;
      // Slack waits for three seconds, the monitor looks into its inbox every two.
      void putAndWait(store, command)
        .then(async (said) => {
          const { replyInSlack } = await import('../../functions/shared/delivery/slack/reply.ts');
          if (said !== undefined && replyTo !== undefined) await replyInSlack(replyTo, said, slack?.webhookHosts);
        })
        .catch(() => {});
    },
  };
}
