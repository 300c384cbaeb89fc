import { expect, test } from 'vitest';
import { markOf } from '../../../local/replay/log-marks.ts';
import { recorded } from '../../support/corpus.ts';

test.each(['logs/crash-and-restart', 'docker/logs/f_crash_kill9_loop'])(
  '%s: bars and colours before its lines change no mark',
  (name) => {
    const events = recorded(name);
    const before = ['', '\rBatches:   0%|          | 0/1 [00:00<?, ?it/s]', '\x1b[0m'];
    const marks = events.map((e) => markOf(e.message));
    expect(marks.some((m) => m?.what === 'start')).toBe(true);
    expect(events.map((e, i) => markOf(`${before[i % before.length]}${e.message}`))).toEqual(marks);
  },
);
