import { beforeEach, describe, expect, test } from 'vitest';
import { answerDrill } from '../../../functions/report-incident/drill.ts';
import { readWakeUp, type WakeUp } from '../../../functions/report-incident/wake-up.ts';
import { renderEmail } from '../../../functions/shared/message/email.ts';
import { TestReceiver } from '../../support/fakes.ts';

const CONFIG = { service: 'AtlasML', environment: 'test', slug: 'test' };
const NOW = Date.parse('2026-11-23T09:00:09Z');

/** The wake-up as SNS brings it when the alarm of that name changes. */
function change(AlarmName: string, NewStateValue = 'ALARM'): WakeUp {
  const alarm = { AlarmName, NewStateValue, OldStateValue: 'OK', StateChangeTime: '2026-11-23T09:00:02.000+0000' };
  return readWakeUp(JSON.stringify({ Type: 'Notification', Message: JSON.stringify(alarm) }));
}

let slack: TestReceiver;
let email: TestReceiver;
beforeEach(() => {
  slack = new TestReceiver('slack');
  email = new TestReceiver('email');
});

const drill = (...wokenBy: WakeUp[]) => answerDrill(wokenBy, CONFIG, [slack, email], NOW);

test('the drill tells every receiver how long its way took', async () => {
  expect(await drill(change('atlasml-test-drill'))).toBe(7000);
  expect(slack.got.map((m) => m.tag)).toEqual(['DRILL']);
  const { subject, text } = renderEmail(email.got[0] as never);
  expect(subject).toBe('[DRILL] AtlasML test: alerts arrive, within 7 s');
  expect(text).toContain('set off on purpose at 09:00:02 UTC and came here within 7 s. Nothing is wrong.');
});

describe('what is no drill says nothing', () => {
  test.each([
    ['its way back to OK', change('atlasml-test-drill', 'OK')],
    ['the drill of another environment', change('atlasml-staging-drill')],
    ['a real alarm', change('atlasml-test-endpoint-down-health')],
    ['the schedule', readWakeUp('{"source":"schedule"}')],
  ])('%s', async (_title, wakeUp) => {
    expect(await drill(wakeUp)).toBeUndefined();
    expect([...slack.got, ...email.got]).toEqual([]);
  });
});

test('a receiver that fails is named to the other, and the run does not fail', async () => {
  slack.failing = true;
  await drill(change('atlasml-test-drill'));
  expect(email.got[0]?.notices).toEqual(['another receiver did not get this drill. slack is away']);
});

test('when nobody takes it the run fails, so that the queue and its alarm know', async () => {
  slack.failing = true;
  email.failing = true;
  await expect(drill(change('atlasml-test-drill'))).rejects.toThrow('nobody got the drill');
});
