import { expect, test } from 'vitest';
import { leadFaults } from '../../../bench/truth/leads.ts';
import type { Moment } from '../../../local/replay/moment.ts';
import { replay } from '../../../local/replay/replay.ts';
import { recorded } from '../../support/corpus.ts';

test.each(['docker/logs/d_weaviate_down', 'docker/logs/f_crash_kill9_loop'])(
  '%s: each minute the rule that is named is the one that was told of',
  async (name) => {
    const moments: Moment[] = [];
    await replay({ events: recorded(name), series: undefined }, { reported: (m) => moments.push(m) });
    expect(moments.flatMap(leadFaults)).toEqual([]);
    const named = moments.filter((m) => m.rules.some((r) => r.lostBy === undefined));
    expect(named.length).toBeGreaterThan(1);
    expect(moments.some((m) => m.receivers.some((r) => r.told.includes('opened')))).toBe(true);
    expect(moments.every((m) => m.receivers.every((r) => r.told.length > 0 === (r.whyNot === undefined)))).toBe(true);
  },
);
