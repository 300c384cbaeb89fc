import { expect, test } from 'vitest';
import { sentryRows } from '../../../../functions/report-incident/diagnose/sentry-evidence.ts';
import { sentryWindow } from '../../../../functions/report-incident/tell/look-at-sentry.ts';
import { renderEmail } from '../../../../functions/shared/message/email.ts';
import type { SentryObservation } from '../../../../functions/shared/observation.ts';
import type { IssueSource } from '../../../../functions/shared/ports.ts';
import { issueSourceOf } from '../../../../functions/shared/sentry/issue-source-of.ts';
import { MINUTE, START } from '../../../faults/plan.ts';
import { Inbox, never, Scenario } from '../../../faults/scenario.ts';
import { alarm, StillClock, unlimited } from '../../../support/fakes.ts';
import { issue, sentryStandIn, tokenSecrets } from '../../../support/sentry-stand-in.ts';

/** A reporter whose AtlasML fails since five minutes. */
function failing(
  signal: 'server-errors' | 'component-down' | 'endpoint-down',
  seen: IssueSource['seen'],
  sinceMs = START - 5 * MINUTE,
) {
  const inbox = new Inbox('slack');
  const scenario = new Scenario([inbox]);
  const failed = alarm(signal, 'ALARM', signal === 'endpoint-down' ? { subject: 'health' } : {});
  scenario.alarms = [{ ...failed, sinceMs }];
  scenario.more = { issues: { seen, counts: () => Promise.reject(new Error('nobody counts here')) } };
  return { inbox, scenario };
}

const seenNothing = (): SentryObservation => ({
  atMs: START,
  window: { startMs: START - 10 * MINUTE, endMs: START },
  issues: [],
  others: 0,
  orMore: false,
});

test('the issues of the same minutes stand in the message, with links, first seen and users', async () => {
  const { config, url, asked } = await sentryStandIn(() => ({
    body: [
      issue({ lifetime: { firstSeen: new Date(START - 4 * MINUTE).toISOString() }, lastSeen: new Date(START).toISOString() }),
      issue({
        shortId: 'ATLASML-7',
        title: 'RateLimitError: 429',
        substatus: 'regressed',
        isUnhandled: false,
        count: '1',
        userCount: 0,
      }),
    ],
  }));
  const issues = issueSourceOf(config, { secrets: tokenSecrets, clock: new StillClock(START) });
  const { inbox, scenario } = failing('server-errors', (...window) => (issues as IssueSource).seen(...window));
  // Real HTTP does not go by the simulated clock.
  scenario.more.within = unlimited;
  await scenario.report();
  const [message] = inbox.got;
  expect(Object.fromEntries(asked[0]?.parameters ?? [])).toMatchObject({
    start: new Date(START - 10 * MINUTE).toISOString().slice(0, 19),
    end: new Date(START).toISOString().slice(0, 19),
  });
  const rows = message?.seen.filter(({ what }) => what === 'Sentry').map(({ fact }) => fact);
  expect(rows).toEqual([
    'ATLASML-1A  WeaviateConnectionError: Could not connect to Weaviate at weaviate:8085, in atlasml.routers.competency in suggest_competencies  (new, first seen 09:56 UTC; 14 events; 3 users; not caught)',
    'ATLASML-7  RateLimitError: 429, in atlasml.routers.competency in suggest_competencies  (new, first seen 10:31 UTC; came back after it was resolved; 1 event; 0 users)',
  ]);
  expect(message?.links).toEqual([
    { label: 'Sentry ATLASML-1A', url: `${url}/issues/5512345678/` },
    { label: 'Sentry ATLASML-7', url: `${url}/issues/5512345678/` },
  ]);
  const { text } = renderEmail(message as NonNullable<typeof message>);
  expect(text).toContain(`Sentry ATLASML-1A: ${url}/issues/5512345678/`);
});

test('a Sentry that hangs costs a message two seconds, as any evidence may, and is asked again only for the next message', async () => {
  // Of the second the endpoint is asked again before anything is decided, and hangs as well.
  for (const [signal, sinceMs] of [
    ['server-errors', START - 5 * MINUTE],
    ['endpoint-down', START - 50_000],
  ] as const) {
    let asked = 0;
    const hangs = () => {
      asked++;
      return never<never>();
    };
    const { inbox, scenario } = failing(signal, hangs, sinceMs);
    scenario.more.askAgain = () => never();
    let toldAt = 0;
    inbox.deliver = async (message) => {
      toldAt = scenario.clock.now();
      inbox.got.push(message);
      return undefined;
    };
    await scenario.minutes(1);
    expect(toldAt - START).toBe(2_000);
    expect(inbox.got[0]?.seen).toContainEqual({
      when: '10:00:00',
      what: 'Sentry',
      fact: 'unknown: Sentry did not answer within 2 s',
    });
    expect(inbox.got[0]?.links).toEqual([]);
    await scenario.minutes(1);
    expect(asked).toBe(1);
  }
});

test('why Sentry does not tell is a row, and fails no run; nobody is asked of what is over', async () => {
  let asked = 0;
  const { inbox, scenario } = failing('component-down', async () => {
    asked++;
    throw new Error('Sentry answered HTTP 503');
  });
  expect(await scenario.report()).not.toBeInstanceOf(Error);
  expect(inbox.got[0]?.seen.at(-1)).toMatchObject({ what: 'Sentry', fact: 'unknown: Sentry answered HTTP 503' });
  scenario.alarms = scenario.alarms.map((a) => ({ ...a, value: 'OK' as const, sinceMs: scenario.clock.now() }));
  await scenario.report();
  expect(inbox.kinds).toEqual(['opened', 'resolved']);
  expect(asked).toBe(1);
});

test('none is said, too, and how many are not shown', () => {
  expect(sentryRows(undefined)).toEqual([]);
  expect(sentryRows(seenNothing())[0]?.fact).toBe('no error of AtlasML reached it in the last 10 min');
  expect(sentryRows({ ...seenNothing(), issues: [], others: 0, unknown: 'x' })).toHaveLength(1);
  const one = { id: 'A-1', title: 't', culprit: '', events: 1, users: 1, status: 'archived', isUnhandled: false };
  const facts = (more: Partial<SentryObservation>) => sentryRows({ ...seenNothing(), issues: [one], ...more }).map((r) => r.fact);
  expect(facts({ others: 4 })).toEqual(['A-1  t  (archived; 1 event; 1 user)', 'and 4 other issues']);
  expect(facts({ others: 97, orMore: true }).at(-1)).toBe('and more than 97 other issues');
});

test('what is asked for begins a little before the first alarm, and is no longer than a day', () => {
  expect(sentryWindow([START - MINUTE, START], START)).toEqual({ startMs: START - 6 * MINUTE, endMs: START });
  expect(sentryWindow([], START)).toEqual({ startMs: START - 5 * MINUTE, endMs: START });
  expect(sentryWindow([START - 99 * 60 * MINUTE], START).startMs).toBe(START - 24 * 60 * MINUTE);
});
