import { describe, expect, test } from 'vitest';
import { withAccount } from '../../../../functions/report-incident/diagnose/account.ts';
import { compose } from '../../../../functions/report-incident/tell/compose.ts';
import { renderEmail } from '../../../../functions/shared/message/email.ts';
import { renderEmailHtml } from '../../../../functions/shared/message/email-html.ts';
import type { Message } from '../../../../functions/shared/message/message.ts';
import { renderNtfy } from '../../../../functions/shared/message/ntfy.ts';
import { renderPagerduty } from '../../../../functions/shared/message/pagerduty.ts';
import { renderSlack, renderSlackThread } from '../../../../functions/shared/message/slack.ts';
import { renderTeams } from '../../../../functions/shared/message/teams.ts';
import { renderWebhook } from '../../../../functions/shared/message/webhook.ts';
import type { ErrorKind, Observation } from '../../../../functions/shared/observation.ts';
import { QUIET_COUNTS } from '../../../support/quiet-counts.ts';
import { config, incident, member, NOW } from '../support.ts';

const WORDS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];
const kind = (text: string): ErrorKind => ({
  fingerprint: text,
  level: 'ERROR',
  logger: 'atlasml.utils',
  text,
  count: 2,
  newestMs: NOW - 60_000,
  oldestMs: NOW - 60_000,
});

const failing = incident([member('server-errors', 1)]);
const seen = (evidence: ErrorKind[]): Observation[] => [
  {
    check: 'logs',
    atMs: NOW,
    window: { startMs: NOW - 300_000, endMs: NOW },
    counts: { ...QUIET_COUNTS, serverErrors: 14 },
    evidence,
    notes: [],
  },
];
const troubles = (count: number) => WORDS.slice(0, count).map((word) => kind(`the ${word} of it went wrong`));
const message = (evidence: ErrorKind[]): Message =>
  compose({ incident: failing, kind: 'opened', observations: seen(evidence), nowMs: NOW }, config, []);

const FORMS: Record<string, (given: Message) => unknown> = {
  'an e-mail': (given) => renderEmail(given).text,
  'the HTML of an e-mail': (given) => renderEmailHtml(given),
  'Slack, by a webhook': (given) => renderSlack(given),
  'the thread in Slack': (given) => renderSlackThread(given),
  Teams: renderTeams,
  PagerDuty: (given) => renderPagerduty(given, { source: 'AtlasML production', key: 'k' }),
};

describe.each(Object.entries(FORMS))('%s', (_name, render) => {
  test.each([
    [3, undefined],
    [4, 'and 1 more kind of error'],
    [5, 'and 2 more kinds of error'],
  ])('of %i kinds of error names three', (count, words) => {
    const text = JSON.stringify(render(message(troubles(count))));
    expect(WORDS.filter((word) => text.includes(`the ${word} of it`))).toEqual(WORDS.slice(0, 3));
    expect(/and \d+ more kinds? of error/.exec(text)?.[0]).toBe(words);
  });
});

test.each([
  [1, undefined],
  [3, 'and 2 more kinds of error'],
  [5, 'and 4 more kinds of error'],
])('a telephone has room for one of %i', (count, words) => {
  const { message: text } = renderNtfy(message(troubles(count)), 'topic');
  expect(WORDS.filter((word) => text.includes(`the ${word} of it`))).toEqual(['alpha']);
  expect(/and \d+ more kinds? of error/.exec(text)?.[0]).toBe(words);
});

test.each([
  [3, 0],
  [5, 2],
])('a webhook gets the number: of %i kinds %i more', (count, moreErrors) => {
  const { data } = renderWebhook(message(troubles(count)), { service: 'AtlasML', environment: 'production', atMs: NOW });
  expect(data).toMatchObject({ moreErrors, leftOut: 0 });
});

test('what is kept of an incident for its postmortem says so, too', () => {
  const state = { version: 0, notices: [], incidents: [failing] };
  const { incidents } = withAccount(state, 'opened', seen(troubles(5)), NOW);
  expect(incidents[0]?.account?.errors.at(-1)).toBe('and 2 more kinds of error');
});

test('of the lines of one request, the ones that are not shown are counted', () => {
  const alike = WORDS.map((word) => kind(`${word}: Failed to save what was asked for`));
  const [error, ...others] = message(alike).errors;
  expect(others).toEqual([]);
  expect(error?.trace.at(-1)).toBe('and 3 more kinds of line of the same requests');
});
