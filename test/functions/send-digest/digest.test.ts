import { describe, expect, test } from 'vitest';
import { CHECKLISTS } from '../../../functions/send-digest/checklist.ts';
import { sendDigest } from '../../../functions/send-digest/digest.ts';
import { errors, judgeErrors } from '../../../functions/send-digest/items/errors.ts';
import { digestMessage } from '../../../functions/send-digest/message.ts';
import { renderEmail } from '../../../functions/shared/message/email.ts';
import type { ChecklistItem, ItemStatus } from '../../../functions/shared/message/message.ts';
import { renderSlack } from '../../../functions/shared/message/slack.ts';
import { recorded } from '../../support/corpus.ts';
import { TestReceiver } from '../../support/fakes.ts';
import { observe } from '../check-logs/support.ts';
import { incidentOf, NOW, World } from './support.ts';

const world = new World();
const scope = world.scope('daily');
const item = (status: ItemStatus, what: string): ChecklistItem => ({ status, what, fact: 'x', more: [] });

describe('the subject says whether it must be opened', () => {
  test.each<[string, ChecklistItem[], string]>([
    ['all well', [item('well', 'Health'), item('off', 'Sentry')], '[DAILY] AtlasML production: all well, no need to open'],
    [
      'something is not well',
      [item('well', 'Health'), item('bad', 'Errors')],
      '[DAILY] AtlasML production: please check: errors',
    ],
    ['unknown is never good', [item('unknown', 'Health')], '[DAILY] AtlasML production: please check: health'],
    [
      'only a person can do it, and it can wait',
      [item('person', "Weaviate's data")],
      "[DAILY] AtlasML production: all well; when you have time: weaviate's data",
    ],
  ])('%s', (_title, items, subject) => expect(digestMessage(items, scope).subject).toBe(subject));

  test('however much is wrong, it is a subject that SNS takes', () => {
    const items = Array.from({ length: 30 }, (_, i) => item('bad', `Item ${i}`));
    expect(digestMessage(items, scope).subject).toMatch(/^[\x20-\x7e]{20,99}$/);
  });
});

describe('sending', () => {
  const receivers = () => [new TestReceiver('slack'), new TestReceiver('email')];

  test('every receiver gets it once', async () => {
    const both = receivers();
    const { subject, items } = await sendDigest('daily', world.config, { ...world.ports(), receivers: both, links: () => [] });
    expect(both.map((r) => r.got.map((m) => m.subject))).toEqual([[subject], [subject]]);
    expect(Object.keys(items)).toEqual(CHECKLISTS.daily.map((question) => question.what));
  });

  test('a channel that is not to get them gets none', async () => {
    const both = receivers();
    const quiet = new World({ digests: { to: ['email'] } });
    await sendDigest('daily', quiet.config, { ...quiet.ports(), receivers: both, links: () => [] });
    expect(both.map((r) => r.got.length)).toEqual([0, 1]);
  });

  test('one that fails is named to those after it, and fails the run', async () => {
    const both = receivers();
    (both[0] as TestReceiver).failing = true;
    const sent = sendDigest('weekly', world.config, { ...world.ports(), receivers: both, links: () => [] });
    await expect(sent).rejects.toThrow('This could not be sent by slack: slack is away');
    expect(both[1]?.got.map((m) => m.notices)).toEqual([['This could not be sent by slack: slack is away']]);
  });
});

describe('errors of the day', () => {
  const recording = async (name: string) => {
    const { counts, evidence } = await observe(recorded(name));
    if (!counts) throw new Error('no counts');
    return { counts, kinds: evidence, earlier: 0, notes: [] };
  };
  const known = <T extends object>(kind: T) => ({ ...kind, firstSeenMs: scope.window.startMs - 1 });

  test('few known failures in many requests are well', async () => {
    const seen = await recording('logs/healthy');
    seen.counts.requests['2xx'] = 500;
    const { status, fact } = judgeErrors({ ...seen, kinds: seen.kinds.map(known) }, scope.window, 'the day before');
    expect([status, fact]).toEqual(['well', '2 server errors in 502 requests (0.4 %); the day before none; 0 client errors']);
  });

  test('one new kind is not, and stands first', async () => {
    const seen = await recording('logs/healthy');
    seen.counts.requests['2xx'] = 500;
    const kinds = seen.kinds.map((kind, i) => (i === 2 ? { ...kind, firstSeenMs: scope.window.startMs } : known(kind)));
    const { status, more } = judgeErrors({ ...seen, kinds }, scope.window, 'the day before');
    expect(status).toBe('bad');
    expect(more?.map((line) => /NEW|since/.exec(line)?.[0])).toEqual(['NEW', undefined, 'since']);
    expect(more?.[1]).toMatch(/^ {4}also 1 × ERROR/);
  });

  test("of uvicorn's errors the exception is named, and their age is that of the exception", async () => {
    const tricky = new World();
    tricky.recordings = ['logs/tricky-bodies'];
    const asked = async () => (await errors.ask(tricky.scope('daily'))).more?.find((line) => line.includes('ERROR uvicorn'));
    expect(await asked()).toBe(
      '1 × NEW  ERROR uvicorn  Exception in ASGI application: TypeError: Object of type bytes is not JSON serializable',
    );
    const { evidence } = await observe(recorded('logs/tricky-bodies'));
    const known = new World();
    known.recordings = tricky.recordings;
    await known.store.firstSeen(
      evidence.map((kind) => kind.fingerprint),
      known.scope('daily').window.startMs - 1,
    );
    expect((await errors.ask(known.scope('daily'))).more?.join()).not.toContain('NEW');
  });

  test('which errors they were is not known: neither are they well', async () => {
    const seen = await recording('logs/healthy');
    seen.counts.requests['2xx'] = 500;
    const { status, more } = judgeErrors({ ...seen, kinds: [], blind: 'throttled' }, scope.window, 'the day before');
    expect([status, more]).toEqual(['unknown', ['which errors they were is not known: throttled']]);
    const none = await recording('docker/logs/a_steady_idle');
    expect(judgeErrors({ ...none, blind: 'throttled' }, scope.window, 'the day before').status).toBe('well');
  });

  test('a failed start is not well, whatever the share', async () => {
    const { status, fact } = judgeErrors(await recording('logs/weaviate-down-at-start'), scope.window, 'the day before');
    expect(status).toBe('bad');
    expect(fact).toContain('1 failed start');
  });
});

describe('nothing leaks, and nothing pings', () => {
  test('a secret in a reason, and markup of Slack', async () => {
    const store = {
      load: () => Promise.reject(new Error('token=abc123secret <!channel> ```')),
      archived: async () => [],
      observations: async () => [],
    };
    const receiver = new TestReceiver('email');
    await sendDigest('daily', world.config, { ...world.ports(), store, receivers: [receiver], links: () => [] });
    const [message] = receiver.got;
    if (!message) throw new Error('nothing was sent');
    const sent = `${renderEmail(message).text}${JSON.stringify(renderSlack(message))}`;
    expect(sent).toContain('not known: token=[redacted]');
    expect(sent).not.toContain('abc123secret');
    expect(JSON.stringify(renderSlack(message))).not.toContain('<!channel>');
  });

  test('secrets in what the checks saw and in what was kept of an incident', async () => {
    const secret = 'sk-test-0000000000000000 jane.doe@example.org hooks.slack.com/services/T0/B0/planted';
    const told = new World();
    await told.store.state.archive(incidentOf('server-errors', 60, 40, { short: secret }));
    await told.store.state.saveObservation({
      check: 'delivery',
      atMs: NOW,
      channels: [{ channel: 'slack', verdict: 'down', sentence: secret, notes: [secret] }],
    });
    const receiver = new TestReceiver('email');
    for (const kind of ['daily', 'weekly'] as const)
      await sendDigest(kind, told.config, { ...told.ports(), receivers: [receiver], links: () => [] });
    const sent = JSON.stringify(receiver.got.flatMap((m) => [renderEmail(m), renderSlack(m)]));
    expect(sent).toContain('[redacted]');
    expect(sent).not.toMatch(/sk-test|jane\.doe|T0\/B0/);
  });

  test('texts of exercises and bodies of rejected requests', async () => {
    const busy = new World();
    busy.recordings = ['logs/tricky-bodies', 'logs/client-errors', 'logs/healthy'];
    const receiver = new TestReceiver('email');
    await sendDigest('daily', busy.config, { ...busy.ports(), receivers: [receiver], links: () => [] });
    const text = JSON.stringify(receiver.got);
    expect(text).toContain('NEW');
    expect(text).not.toMatch(/Request body was|Validation details|description|forged/i);
  });
});
