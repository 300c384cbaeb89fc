import { appendFileSync, copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { following, line, NOON } from './rotating.ts';
import { follow } from './support.ts';

describe('a start right after the log was rotated', () => {
  const begun = (path: string) => follow(path, () => NOON + 120_000, 'UTC').read(NOON + 120_000);

  test('reads the file that was renamed, and the one before it', () => {
    const { path } = following();
    writeFileSync(`${path}.2`, line(NOON, 'first'));
    writeFileSync(`${path}.1`, line(NOON + 1_000, 'second') + line(NOON + 2_000, 'third'));
    writeFileSync(path, line(NOON + 3_000, 'fourth'));
    expect(begun(path).map(({ message }) => message.split(' - ').at(-1))).toEqual(['first', 'second', 'third', 'fourth']);
  });

  test('reads no copy of the file that goes on, and none that was written long before', () => {
    const { path } = following();
    writeFileSync(path, line(NOON, 'one') + line(NOON, 'two'));
    copyFileSync(path, `${path}.1`);
    appendFileSync(path, line(NOON, 'three'));
    writeFileSync(`${path}.2`, line(NOON, 'old'));
    utimesSync(`${path}.2`, NOON / 1000 - 86_400, NOON / 1000 - 86_400);
    expect(begun(path)).toHaveLength(3);
  });
});
