import type { Meaning } from './meaning.ts';

/** What the keys of `answers` mean; see `meanings.ts`. */
export const OF_ANSWERS: Readonly<Record<string, Meaning>> = {
  'answers.keyParameter':
    'the parameter that holds what links are signed with: 32 to 64 random bytes in base64; two with a space between while it is changed',
  'answers.slackSigningSecretParameter':
    "the parameter that holds the signing secret of Slack's app, by which its buttons are known to be pressed in Slack",
  'answers.url': {
    standsFor: 'in AWS the address of the function; on one machine no links in messages',
    text: 'where people reach the page of one machine, such as `https://monitor.example.org/`: messages link to it; in AWS a name of your own for the function',
  },
  'answers.concurrency': 'in AWS: how many requests are answered at one time, of those that the account has; 0 reserves none',
};
