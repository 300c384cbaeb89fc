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
  test.each<[string, Parameters<typeof topicOf>[2], string, string]>([
    ['told again', 'reminded', 'Weaviate unreachable since 10:31 UTC', TOPIC],
    ['well again, whatever is known then', 'resolved', 'component weaviate fails since 10:31 UTC', TOPIC],
    ['changed, with the same cause', 'changed', 'Weaviate unreachable since 10:40 UTC', TOPIC],
    [
      'a new cause is a new topic',
      'changed',
      'cannot start without Weaviate since 10:31 UTC',
      'cannot start without Weaviate since 10:31 UTC',
    ],
  ])('%s', (_title, kind, fresh, expected) => expect(topicOf(down(), told({ topic: TOPIC }), kind, fresh, WHERE)).toBe(expected));

  test('a count that grew is no new cause', () => {
    const topic = '1 request never finished since 10:31 UTC';
    expect(topicOf(down(), told({ topic }), 'changed', '12 requests never finished since 10:31 UTC', WHERE)).toBe(topic);
  });

  test('what is left when the worst is over belongs to it', () => {
    const better = incident([member('slow', 1, { subject: 'health' })]);
    expect(topicOf(better, told({ topic: TOPIC }), 'changed', 'endpoint health is slow since 10:40 UTC', WHERE)).toBe(TOPIC);
  });

  test('from the first message to the last', () => {
    const first = compose({ incident: down(), kind: 'opened', observations: [], nowMs: NOW }, config, []);
    const heard = told(first.topic === undefined ? {} : { topic: first.topic });
    const later = (kind: 'reminded' | 'resolved', more: Partial<Incident> = {}) =>
      compose({ incident: down(more), kind, observations: [], nowMs: NOW + 3_600_000, told: heard }, config, []).subject;
    const subjects = [first.subject, later('reminded'), later('resolved', { resolvedMs: NOW + 3_600_000 })];
    expect(subjects).toEqual([
      '[DOWN] AtlasML production: weaviate fails since 10:31 UTC',
      '[STILL DOWN] AtlasML production: weaviate fails since 10:31 UTC',
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

  test('a long one is cut at the same place whatever stands in the brackets', () => {
    const long = `${'a very long cause '.repeat(9)}since 10:31 UTC`;
    const topic = topicOf(down(), {}, 'opened', long, WHERE);
    for (const bracket of ['[DOWN]', '[RESOLVED after 23 h 59 min]'])
      expect(`${bracket} ${WHERE}: ${topic}`.length).toBeLessThanOrEqual(99);
    expect(topic).toMatch(/^a very long cause .* \.\.\. .* since 10:31 UTC$/);
  });
});
