import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlarmChange, readTime, readWakeUp, readWakeUps } from '../../../functions/report-incident/wake-up.ts';
import { caseOf } from '../../support/corpus.ts';

/** An SQS body as SNS writes it: the alarm's JSON as text in Message. */
const throughSns = (message: unknown) =>
  JSON.stringify({ Type: 'Notification', Message: typeof message === 'string' ? message : JSON.stringify(message) });

function alarmOf(id: string): AlarmChange {
  const wakeUp = readWakeUp(throughSns(caseOf(id).input.sns));
  if (wakeUp.kind === 'other') throw new Error('read as no alarm');
  return wakeUp.alarm;
}

describe('cases of the area alarm', () => {
  test('M01: a plain metric alarm', () => {
    const { kind: _, ...expected } = caseOf('M01').expected;
    expect(alarmOf('M01')).toMatchObject(expected);
    expect(readWakeUp(throughSns(caseOf('M01').input.sns)).kind).toBe('fire');
  });

  test('M02: metric math has an expression instead of a name', () => {
    const { metric, inputs, threshold, mustNotContain } = caseOf('M02').expected;
    const alarm = alarmOf('M02');
    expect(alarm).toMatchObject({ metric, inputs, threshold });
    for (const word of mustNotContain) expect(JSON.stringify(alarm)).not.toContain(word);
  });

  test('M02b: an anomaly band has no numeric threshold', () => {
    const { metric, threshold } = caseOf('M02b').expected;
    expect(alarmOf('M02b')).toMatchObject({ metric, threshold });
  });

  test('M03: a composite alarm has a rule and children, and no Trigger', () => {
    const { name, cause, rule } = caseOf('M03').expected;
    expect(alarmOf('M03')).toMatchObject({ name, cause, rule });
  });

  test('M08: from INSUFFICIENT_DATA to OK is neither fire nor recovery', () => {
    for (const sns of caseOf('M08').input.sns) expect(readWakeUp(throughSns(sns)).kind).toBe('unknown');
  });

  test('M09: the region comes from the ARN, and links use it', () => {
    const { region, consoleLinkContains, mustNotContain } = caseOf('M09').expected;
    const alarm = alarmOf('M09');
    expect(alarm.region).toBe(region);
    for (const part of consoleLinkContains) expect(alarm.link).toContain(part);
    for (const part of mustNotContain) expect(alarm.link).not.toContain(part);
  });

  test('M13: times with +0000', () => {
    const { input, expected } = caseOf('M13');
    expect(input.values.map(readTime)).toEqual(expected.epochMs);
    expect(readTime('soon')).toBeUndefined();
  });

  test('M14: dates in a reason are day/month/year', () => {
    const { datapoints } = caseOf('M14').expected;
    expect(alarmOf('M14').datapoints).toEqual(
      datapoints.map((d: { value: number; at: string }) => ({ value: d.value, atMs: Date.parse(d.at) })),
    );
  });

  test('M15: members that are new are tolerated', () => {
    expect(alarmOf('M15').name).toBe(caseOf('M15').expected.name);
  });

  test('M16: a message that is no alarm is a wake-up like any other', () => {
    const [plain, json] = caseOf('M16').input.records;
    expect(readWakeUp(JSON.stringify(plain))).toEqual({ kind: 'other', text: 'hello' });
    expect(readWakeUp(JSON.stringify(json)).kind).toBe('other');
  });

  test('alarm-04: neither a missing MetricName nor a missing Trigger says undefined', () => {
    for (const id of ['M02', 'M02b', 'M03']) expect(JSON.stringify(alarmOf(id))).not.toMatch(/undefined|NaN/);
  });
});

test.each(['', 'null', '[]', '{', '42', '{"AlarmName":1,"NewStateValue":2}', '{"Message":null}'])('%s does not throw', (body) => {
  expect(readWakeUp(body).kind).toBe('other');
});

describe('anything is a wake-up', () => {
  test.each<[string, unknown, string]>([
    ['nothing', null, 'null'],
    ['an event of somebody else', { source: 'aws.events', detail: {} }, '{"source":"aws.events","detail":{}}'],
    ['no records', { Records: [] }, '{"Records":[]}'],
    ['records that are no list', { Records: 'x' }, '{"Records":"x"}'],
    ['a record that is none', { Records: [null] }, '{"Records":[null]}'],
    ['a record without a body', { Records: [{ messageId: '1' }] }, ''],
    ['a body that is no text', { Records: [{ body: 5 }] }, '5'],
    ['a text', 'hello', 'hello'],
    ['a secret', { Records: [{ body: 'Authorization: Bearer planted' }] }, 'Authorization: [redacted]'],
  ])('%s', (_what, event, text) => expect(readWakeUps(event)).toEqual([{ kind: 'other', text }]));

  test('each record is one, whatever the others are', () => {
    const alarm = JSON.stringify({ AlarmName: 'a', NewStateValue: 'ALARM' });
    const kinds = readWakeUps({ Records: [{}, { body: alarm }, { body: '{' }] }).map((w) => w.kind);
    expect(kinds).toEqual(['other', 'fire', 'other']);
  });

  test('an alarm whose time is a number is one, at a time that is not known', () => {
    const body = throughSns({ AlarmName: 'a', NewStateValue: 'ALARM', StateChangeTime: 1_795_000_000_000 });
    const wakeUp = readWakeUp(body);
    expect(wakeUp).toMatchObject({ kind: 'fire', alarm: { name: 'a' } });
    expect(wakeUp).not.toHaveProperty('alarm.whenMs');
    for (const time of [1_795_000_000_000, null, undefined, {}, []]) expect(readTime(time)).toBeUndefined();
  });

  const members = [
    ...['OldStateValue', 'NewStateReason', 'StateChangeTime', 'AlarmArn', 'AlarmRule', 'AlarmDescription'],
    ...['Trigger', 'TriggeringChildren'],
  ];
  const trigger = ['MetricName', 'Namespace', 'Metrics', 'Dimensions', 'ComparisonOperator', 'Threshold', 'Period'];
  const anyOf = (keys: string[]) => fc.record(Object.fromEntries(keys.map((key) => [key, fc.jsonValue()])), { requiredKeys: [] });
  const alarm = fc
    .tuple(fc.string({ unit: 'binary' }), fc.constantFrom('ALARM', 'OK'), anyOf(members), fc.option(anyOf(trigger)))
    .map(([AlarmName, NewStateValue, rest, Trigger]) => ({ ...rest, AlarmName, NewStateValue, ...(Trigger && { Trigger }) }));

  test('whatever stands in it', () => {
    fc.assert(fc.property(alarm, (message) => readWakeUp(throughSns(message)).kind !== 'other'));
    fc.assert(fc.property(fc.jsonValue(), (event) => readWakeUps(event).length > 0));
    fc.assert(fc.property(fc.jsonValue(), (body) => readWakeUps({ Records: [{ body }] }).length === 1));
  });

  test('half of a surrogate pair in a name, a name that is no text', () => {
    const half = '{"AlarmName":"\\ud83d","NewStateValue":"OK","AlarmArn":"arn:aws:cloudwatch:eu-central-1"}';
    expect(readWakeUp(half)).toMatchObject({ alarm: { link: expect.stringMatching(/alarm\/%EF%BF%BD$/) } });
    const Trigger = { MetricName: 'm', Dimensions: [{ name: { toString: 1 }, value: 'v' }] };
    const message = { AlarmName: 'a', NewStateValue: 'OK', Trigger };
    expect(readWakeUp(throughSns(message))).toMatchObject({ alarm: { dimensions: { '?': 'v' } } });
  });
});
