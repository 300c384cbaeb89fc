import { answerSecretsOf } from '../../../functions/shared/config/secrets-of.ts';
import { answerSecrets, answersTaken } from '../answers-taken.ts';
import { type Item, NotMade } from '../finding.ts';
import type { AwsPorts } from './ports.ts';
import { mustBeReadable } from './receivers.ts';

/** Whether people can answer to messages. */
export const answers: Item<AwsPorts> = {
  name: 'answers',
  async look(ports) {
    const { config, secrets, answersUrl } = ports;
    if (!config.answers) throw new NotMade('not configured: messages are read, and answered by the command line alone');
    for (const parameter of answerSecretsOf(config)) await mustBeReadable(ports, parameter);
    const wrong = await answerSecrets(config.answers, secrets);
    if (wrong) return wrong;
    return answersTaken(config.answers.url ?? (await answersUrl()), config.answers, 'deploy again: npx cdk deploy');
  },
};
