import { describe, expect, test } from 'vitest';
import { compose } from '../../../../functions/report-incident/tell/compose.ts';
import { topicOf } from '../../../../functions/report-incident/tell/topic.ts';
import type { Told } from '../../../../functions/shared/incident/receiver-record.ts';
import type { Incident } from '../../../../functions/shared/incident/reporter-state.ts';
import { config, incident, member, NOW, toldBefore } from '../support.ts';

const WHERE = 'AtlasML production';
const TOPIC = 'Weaviate unreachable since 10:31 UTC';
const down = (more: Partial<Incident> = {}) => incident([member('component-down', 2, { subject: 'weaviate' })], more);
const told = (more: Partial<Told> = {}) => toldBefore({ worst: 'DOWN', ...more });

/** Without the text in brackets, which RFC 5256 and Gmail leave out when they compare subjects. */
const base = (subject: string) => subject.replace(/^\[[^[\]]*\] /, '');

describe('the subjects of one cause differ in the brackets alone', () => {
  const ID = 'weaviate-unreachable';
  const heardOf = (more: Partial<Told> = {}) => told({ topic: TOPIC, causeId: ID, ...more });
  const other = { id: 'cannot-start-weaviate', words: 'cannot start without Weaviate since 10:31 UTC' };

  test.each<[string, Told, Parameters<typeof topicOf>[1], { id: string; words: string }, string]>([
    ['told again', heardOf(), 'reminded', other, TOPIC],
    ['well again, whatever is known then', heardOf(), 'resolved', other, TOPIC],
    [
      'changed, with the same cause in other words',
      heardOf(),
      'changed',
      { id: ID, words: 'Weaviate is gone since 10:40 UTC' },
      TOPIC,
    ],
    ['a new cause is a new topic', heardOf(), 'changed', other, other.words],
    [
      'another cause is, though it is not as bad',
      heardOf({ worst: 'DOWN' }),
      'changed',
      { id: 'openai-rate', words: 'OpenAI limits the rate since 10:40 UTC' },
      'OpenAI limits the rate since 10:40 UTC',
    ],
    [
      'an older version told it, and counts grow',
      told({ topic: '1 request never finished since 10:31 UTC' }),
      'changed',
      { id: 'unfinished-requests', words: '12 requests never finished since 10:31 UTC' },
      '1 request never finished since 10:31 UTC',
    ],
  ])('%s', (_title, heard, kind, cause, expected) => expect(topicOf(heard, kind, cause, WHERE)).toBe(expected));

  test('from the first message to the last', () => {
    const first = compose({ incident: down(), kind: 'opened', observations: [], nowMs: NOW }, config, []);
    const heard = told(first.topic === undefined ? {} : { topic: first.topic });
    const later = (kind: 'reminded' | 'resolved', more: Partial<Incident> = {}) =>
      compose({ incident: down(more), kind, observations: [], nowMs: NOW + 3_600_000, told: heard }, config, []).subject;
    const subjects = [first.subject, later('reminded'), later('resolved', { resolvedMs: NOW + 3_600_000 })];
    expect(subjects).toEqual([
      '[DOWN] AtlasML production: weaviate fails since 10:31 UTC',
      '[DOWN, reminder] AtlasML production: weaviate fails since 10:31 UTC',
      '[RESOLVED after 1 h 2 min] AtlasML production: weaviate fails since 10:31 UTC',
    ]);
    expect(new Set(subjects.map(base)).size).toBe(1);
  });

  test('a change under the same topic is said, a new topic is new by itself', () => {
    const of = (topic: string, members = down().members) =>
      compose({ incident: incident(members), kind: 'changed', observations: [], nowMs: NOW, told: told({ topic }) }, config, [])
        .subject;
    expect(of('weaviate fails since 10:20 UTC')).toBe('[DOWN, changed] AtlasML production: weaviate fails since 10:20 UTC');
    expect(of('many server errors since 10:20 UTC')).toBe('[DOWN] AtlasML production: weaviate fails since 10:31 UTC');
  });

  test('of a cause that is over no message says that it is so', () => {
    const members = [
      member('component-down', 4, { subject: 'weaviate', state: 'ok', lastFailureMs: NOW - 60_000 }),
      member('server-errors', 3),
    ];
    const causes = [{ id: 'weaviate-unreachable', short: 'Weaviate unreachable, not started again', certain: true }];
    const heard = told({ topic: TOPIC, causeId: 'weaviate-unreachable' });
    const { subject, title, cause } = compose(
      { incident: incident(members, { causes }), kind: 'changed', observations: [], nowMs: NOW, told: heard },
      config,
      [],
    );
    expect(subject).toBe(`[ALERT, cause over] ${WHERE}: ${TOPIC}`);
    expect(title).toBe(`[ALERT] ${WHERE}: over, still counted: Weaviate unreachable`);
    expect(cause).toBe('It is over, but its errors are still counted: Weaviate unreachable.');
  });

  test('a long one is cut at the same place whatever stands in the brackets', () => {
    const long = `${'a very long cause '.repeat(9)}since 10:31 UTC`;
    const topic = topicOf({}, 'opened', { id: 'long', words: long }, WHERE);
    for (const bracket of ['[DOWN]', '[UNKNOWN, unstable]', '[UNKNOWN, reminder]', '[UNKNOWN, no incident]'])
      expect(`${bracket} ${WHERE}: ${topic}`.length).toBeLessThanOrEqual(99);
    expect(topic).toMatch(/^a very long cause .* \.\.\. .*since 10:31 UTC$/);
    expect(topic.split(' ').filter((word) => word !== '...' && !long.split(' ').includes(word))).toEqual([]);
  });

  test.each<[string, Incident['members'], string]>([
    ['is unknown', [member('server-errors', 12, { state: 'unknown' })], 'UNKNOWN'],
    ['is down', [member('endpoint-down', 61, { subject: 'health' })], 'DOWN'],
    ['needs attention', [member('slow', 61, { subject: 'health' })], 'WARN'],
  ])('a reminder of what %s says so first', (_title, members, standing) => {
    const occasion = { incident: incident(members), kind: 'reminded' as const, observations: [], nowMs: NOW };
    const { subject, tag } = compose({ ...occasion, told: told({ topic: TOPIC }) }, config, []);
    expect([subject, tag]).toEqual([`[${standing}, reminder] ${WHERE}: ${TOPIC}`, standing]);
  });

  test('however long the names and the topic are, the state stands in the subject, and no word is halved', () => {
    const named = { ...config, service: 'The machine learning of the atlas', environment: 'production-of-the-region' };
    const topic = `${'competency '.repeat(6)}since 10:31 UTC`;
    for (const state of ['alarm', 'unknown'] as const) {
      const occasion = {
        incident: incident([member('slow', 61, { state })]),
        kind: 'reminded' as const,
        observations: [],
        nowMs: NOW,
      };
      const { subject } = compose({ ...occasion, told: told({ topic }) }, named, []);
      expect(subject.length).toBeLessThanOrEqual(99);
      expect(subject).toMatch(state === 'alarm' ? /^\[WARN, reminder\] The / : /^\[UNKNOWN, reminder\] The /);
      const whole = `${named.service} ${named.environment}: ${topic}`.split(' ');
      expect(
        subject
          .split(' ')
          .slice(2)
          .filter((word) => word !== '...' && !whole.includes(word)),
      ).toEqual([]);
    }
  });

  test('a usual cause stands whole, and how long it took gives way to it', () => {
    const topic = topicOf(
      {},
      'opened',
      { id: 'refused', words: 'endpoint health refuses the connection since 10:31 UTC' },
      WHERE,
    );
    expect(topic).toBe('endpoint health refuses the connection since 10:31 UTC');
    const over = (heard: string) =>
      compose(
        {
          incident: down({ resolvedMs: NOW + 3_600_000 }),
          kind: 'resolved',
          observations: [],
          nowMs: NOW,
          told: told({ topic: heard }),
        },
        config,
        [],
      ).subject;
    expect(over(topic)).toBe(`[RESOLVED] ${WHERE}: ${topic}`);
    expect(over(TOPIC)).toMatch(/^\[RESOLVED after 1 h 2 min\] /);
  });
});
