import { answerSecrets, answersTaken } from '../answers-taken.ts';
import { fail, type Item, NotMade } from '../finding.ts';
import type { HerePorts } from './ports.ts';

/** Whether people can answer to messages. */
export const answers: Item<HerePorts> = {
  name: 'answers',
  async look({ config, secrets }) {
    if (!config.answers) throw new NotMade('not configured: messages are read, and answered by the command line alone');
    const { url } = config.answers;
    if (url === undefined)
      return fail('answers.url is missing, so this machine offers none', 'set it to where people reach the page of this machine');
    const wrong = await answerSecrets(config.answers, secrets);
    return wrong ?? answersTaken(url, config.answers, 'let this address lead to the page of watch; see docs/answers.md');
  },
};
