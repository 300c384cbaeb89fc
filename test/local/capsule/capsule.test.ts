import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { channelsOf } from '../../../functions/shared/config/asked-for.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import { alarmsOf } from '../../../functions/shared/signals/alarm-definitions.ts';
import { capsuleConfig, inputOf } from '../../../local/capsule/capsule-config.ts';
import { CAPSULE_ID, CAPSULE_VERSION, type Capsule, TABLES } from '../../../local/capsule/format.ts';
import { isDatabase, readCapsule } from '../../../local/capsule/read-capsule.ts';
import { capsuleBytes } from '../../../local/capsule/write-capsule.ts';
import { incident, member } from '../../functions/report-incident/support.ts';
import { allForms, SECRET } from '../../secrets/forms.ts';
import { observationsWith } from '../../secrets/observations.ts';

const AT = Date.parse('2026-11-25T10:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'capsule-'));
const fileOf = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const input = {
  environment: 'production',
  endpoints: [
    {
      name: 'health',
      url: 'https://atlas.example.org/api/v1/health/',
      headers: { 'x-team': SECRET, 'x-api-key': { parameter: '/atlasml-monitor/health-key' } },
    },
    { name: 'ask', url: `https://atlas.example.org/api/v1/ask?word=${SECRET}`, method: 'POST', request: { json: { SECRET } } },
  ],
  logs: { group: 'atlasml' },
  email: ['anna@example.org', 'ben@example.org'],
  smtp: { host: 'smtp.example.org', from: 'anna@example.org' },
  slack: { botTokenParameter: '/atlasml-monitor/slack-token', channel: 'C0123ABCD', mention: 'U0123ABCD' },
  teams: { webhookParameter: '/hidden/teams' },
  pagerduty: { routingKeyParameter: '/hidden/pagerduty' },
  ntfy: { topicParameter: '/hidden/topic', tokenParameter: '/hidden/ntfy' },
  webhook: { urlParameter: '/hidden/url', secretParameter: '/hidden/secret' },
  heartbeat: { urlParameter: '/atlasml-monitor/heartbeat' },
  sentry: { dsnParameter: '/atlasml-monitor/sentry' },
  metrics: { url: 'https://atlas.example.org/metrics', headers: { 'x-who': SECRET } },
  memory: { source: 'metric', namespace: 'n', metric: 'm', dimensions: { Host: 'a' } },
  maintenance: [{ name: 'backup', schedule: '0 3 * * *', minutes: 30 }],
  timezone: 'Europe/Berlin',
  runbookUrl: 'https://wiki.example.org/runbook',
  routes: [
    { to: ['slack'], severities: ['warn'] },
    { to: ['slack', 'teams', 'pagerduty', 'ntfy', 'webhook', 'email'], severities: ['page'] },
  ],
  thresholds: { serverErrors: 20 },
};

const capsule = (more: Partial<Capsule> = {}): Capsule => ({
  about: {
    service: 'AtlasML',
    environment: 'production',
    slug: 'production',
    incident: 'i1',
    fromMs: AT,
    untilMs: AT + 600_000,
    madeMs: AT + 700_000,
    monitor: '0.1.0',
    origin: 'one machine',
    isWholeLog: true,
    logFromMs: AT,
    logUntilMs: AT + 600_000,
    notes: [],
  },
  config: capsuleConfig(resolveConfig(input)),
  log: [],
  metrics: [],
  alarms: [],
  turns: [],
  observations: [],
  incidents: [],
  messages: [],
  ...more,
});

test('what is written is read, and nothing is made beside the file', () => {
  const written = capsule({
    log: [
      { timestamp: AT, message: '2026-11-25 10:00:00 - INFO - atlasml.app - one', logStream: 'a' },
      { timestamp: AT + 1, message: 'two' },
    ],
    metrics: [{ metric: 'Up', dimensions: { Environment: 'production' }, atMs: AT, count: 2, min: 0, max: 1, sum: 1 }],
    alarms: [{ name: 'a', value: 'OK', reason: 'r', sinceMs: AT }],
    turns: [{ name: 'a', atMs: AT + 2, was: 'OK', became: 'ALARM', reason: 'r' }],
    incidents: [{ atMs: AT + 9, incident: { ...incident([member('endpoint-down', 2)]), openedMs: AT } }],
    messages: [{ atMs: AT + 3, receiver: 'email', kind: 'opened', subject: 's', text: 't', incident: 'i1' }],
  });
  const path = fileOf('a.db', capsuleBytes(written));
  expect(isDatabase(path)).toBe(true);
  expect(readCapsule(path)).toEqual(written);
  expect(readFileSync(path)).toEqual(Buffer.from(capsuleBytes(written)));
  expect(() => statSync(`${path}-wal`)).toThrow('ENOENT');
});

describe('the configuration', () => {
  const kept = capsuleConfig(resolveConfig(input));
  test('is one again, with as many alarms and the same thresholds', () => {
    const again = resolveConfig(inputOf(kept));
    expect(channelsOf(again)).toEqual(channelsOf(resolveConfig(input)));
    expect(alarmsOf(again).map(({ name }) => name)).toEqual(alarmsOf(resolveConfig(input)).map(({ name }) => name));
    const whole = resolveConfig(input);
    expect(again.thresholds).toEqual(whole.thresholds);
    expect(again.maintenance).toEqual(whole.maintenance);
    expect(again.routes).toEqual(whole.routes);
    expect(again.endpoints.map(({ name, scheduled, method }) => [name, scheduled, method])).toEqual(
      whole.endpoints.map(({ name, scheduled, method }) => [name, scheduled, method]),
    );
    expect(capsuleConfig(again)).toEqual(kept);
  });
  test('says neither a secret, nor whom to write to, nor where secrets are', () => {
    expect(JSON.stringify(kept)).not.toMatch(
      new RegExp(`${SECRET}|anna|ben@|U0123ABCD|slack-token|health-key|smtp|wiki|/hidden/`),
    );
  });
});

test('of no planted form of a secret 8 characters are in the file', () => {
  for (const forms of [allForms(SECRET).filter((_, i) => i % 2 === 0), allForms(SECRET).filter((_, i) => i % 2 === 1)]) {
    const of = (form: string, i: number) => ({
      atMs: AT,
      incident: incident([member('endpoint-down', 2, { title: form })], { id: `i${i}`, short: form }),
    });
    const bytes = capsuleBytes(
      capsule({
        about: { ...capsule().about, notes: forms },
        config: { forms },
        // Each from a stream of its own, for the lines of a body are left out.
        log: forms.map((message, i) => ({ timestamp: AT, message, logStream: `${i} ${message}` })),
        alarms: forms.map((reason, i) => ({ name: `${i}`, value: 'OK', reason, sinceMs: AT })),
        turns: forms.map((reason) => ({ name: 'a', atMs: AT, was: 'OK', became: 'ALARM', reason })),
        observations: forms.flatMap((form) => observationsWith(form, AT)),
        incidents: forms.map(of),
        messages: forms.map((form) => ({
          atMs: AT,
          receiver: form,
          kind: 'opened',
          subject: form,
          text: form,
          failure: form,
        })),
      }),
    );
    const text = Buffer.from(bytes).toString('latin1');
    const parts = Array.from({ length: SECRET.length - 7 }, (_, i) => SECRET.slice(i, i + 8));
    expect(parts.filter((part) => text.includes(part))).toEqual([]);
    expect(readCapsule(fileOf('planted.db', bytes)).messages).toHaveLength(forms.length);
  }
});

describe('what is no capsule that can be opened is told so', () => {
  const whole = Buffer.from(capsuleBytes(capsule({ log: Array(500).fill({ timestamp: AT, message: 'a line '.repeat(20) }) })));
  const database = (sql: string): Buffer => {
    const db = new DatabaseSync(':memory:');
    db.exec(sql);
    return Buffer.from(db.serialize());
  };
  const ours = `pragma application_id = ${CAPSULE_ID}; ${TABLES} pragma user_version =`;
  const overwritten = (at: number) => Buffer.concat([whole.subarray(0, at), Buffer.alloc(4096, 7), whole.subarray(at + 4096)]);
  test.each<[string, Buffer, string]>([
    ['a text', Buffer.from('2026-11-25 10:00:00 - INFO - atlasml.app - one\n'.repeat(20)), 'does not begin as a file of SQLite'],
    ['an empty file', Buffer.alloc(0), 'does not begin as a file of SQLite'],
    ['a database of something else', database('create table a (b)'), 'it is a database of SQLite, of something else'],
    ['a file of the store', database(`pragma application_id = ${0x41544c4d}; create table a (b)`), 'of something else'],
    ['one of a newer version', database(`${ours} ${CAPSULE_VERSION + 1}`), 'was made by a newer version of the monitor'],
    ['one that was cut', whole.subarray(0, 20_000), 'is damaged'],
    ['one with a page of other bytes', overwritten(8192), 'is damaged'],
    ['one with nothing in it', database(`${ours} 1`), 'it does not say what it is about'],
    [
      'one with a trigger of somebody else',
      database(`${ours} 1; create trigger t after insert on log begin delete from facts; end`),
      'was changed by another program',
    ],
    [
      'one with a view in place of a table',
      database(`pragma application_id = ${CAPSULE_ID}; pragma user_version = 1; create view log as select 1`),
      'was changed by another program',
    ],
  ])('%s', (name, bytes, sentence) => {
    expect(() => readCapsule(fileOf(name, bytes))).toThrow(sentence);
  });
});
