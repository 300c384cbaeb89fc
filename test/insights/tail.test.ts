import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Task, tailOf, tasksOf } from '../../insights/input/tasks.ts';

const line = (second: number) => `2026-11-27 08:00:${String(second).padStart(2, '0')},000 - INFO - a - line ${second}\n`;

test('the end of a log is as long as asked for, also where its last part is shorter', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tail-')), 'a.log');
  const lines = Array.from({ length: 50 }, (_, second) => line(second));
  writeFileSync(path, lines.join(''));
  const length = line(0).length;
  const tasks = tasksOf(path, length * 16) as Task[];
  const last = tasks.at(-1) as Task;
  expect(last.to - last.from).toBeLessThan(length * 10);
  const tail = tailOf(last, length * 10) as Task;
  expect((tail.to - tail.from) / length).toBeGreaterThanOrEqual(9);
  expect(tail.from).toBeLessThan(last.from);
  expect(tailOf(last, last.to)).toBeUndefined();
});
