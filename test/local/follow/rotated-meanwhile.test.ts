import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { FollowedFiles } from '../../../local/follow/followed-files.ts';
import type { Portion } from '../../../local/follow/portion.ts';

/** A log on a real disk that is rotated between two looks, and while a look reads: at each portion, which are small here. */
class Play {
  readonly path = join(mkdtempSync(join(tmpdir(), 'meanwhile-')), 'a.log');
  readonly written: string[] = [];
  readonly told: string[] = [];
  readonly doubts: string[] = [];
  readonly #files = new FollowedFiles(this.path);
  #nowMs = Date.now();
  /** Who writes into the file that was renamed last. */
  #lateFd: number | undefined;

  constructor() {
    writeFileSync(this.path, '');
    this.look();
  }

  append(lines = 3, to: string | number = this.path): void {
    for (let i = 0; i < lines; i++) {
      const text = `2026-11-26 10:00:00 - INFO - atlasml.app - line ${this.written.length} 🔄 ${'x'.repeat(this.written.length % 90)}`;
      this.written.push(text);
      appendFileSync(to, `${text}\n`);
    }
  }

  appendLate(): void {
    if (this.#lateFd !== undefined) this.append(1, this.#lateFd);
  }

  copy(): void {
    this.#shift();
    copyFileSync(this.path, `${this.path}.1`);
  }

  copyTruncate(): void {
    this.copy();
    truncateSync(this.path);
  }

  rename(): void {
    this.#shift();
    if (this.#lateFd !== undefined) closeSync(this.#lateFd);
    this.#lateFd = openSync(this.path, 'a');
    renameSync(this.path, `${this.path}.1`);
    writeFileSync(this.path, '');
  }

  /** @param meanwhile each is done behind a portion. */
  look(...meanwhile: (() => void)[]): void {
    this.#nowMs += 1_000;
    const take = ({ lines }: Portion) => {
      this.told.push(...lines.map(({ text }) => text));
      meanwhile.shift()?.();
    };
    const { doubts, failed } = this.#files.readPortions(this.#nowMs, take, 1);
    this.doubts.push(...doubts);
    expect(failed).toBeUndefined();
  }

  close(): void {
    this.#files.close();
    if (this.#lateFd !== undefined) closeSync(this.#lateFd);
    rmSync(join(this.path, '..'), { recursive: true });
  }

  #shift(): void {
    for (let n = 60; n > 0; n--) if (existsSync(`${this.path}.${n}`)) renameSync(`${this.path}.${n}`, `${this.path}.${n + 1}`);
  }
}

let play: Play;
const begun = () => {
  play = new Play();
  play.append();
  play.look();
  return play;
};
afterEach(() => play.close());

test.each([1, 2, 3])(
  'a log that is copied and cut short %i times between two looks, and while its copies are read, is told whole',
  (n) => {
    const p = begun();
    const rotate = () => {
      p.append();
      p.copyTruncate();
      p.append();
    };
    for (let i = 0; i < n; i++) rotate();
    p.look(rotate, rotate);
    p.look();
    expect(p.told).toEqual(p.written);
    expect(p.doubts).toEqual([]);
  },
);

test.each([2, 3])('a log that is renamed %i times between two looks, and once more while they are read, is told whole', (n) => {
  const p = begun();
  const rotate = () => {
    p.append();
    p.rename();
    p.append();
  };
  for (let i = 0; i < n; i++) rotate();
  p.look(rotate);
  p.look();
  expect(p.told).toEqual(p.written);
  expect(p.doubts).toEqual([]);
});

test('who goes on writing into a file that had the name between two looks is heard', () => {
  const p = begun();
  p.rename();
  p.append();
  p.rename();
  p.look();
  p.appendLate();
  p.look();
  expect(p.told).toEqual(p.written);
});

test('a copy that is not cut short yet is told once, and so is one that was made in the middle of it', () => {
  const p = begun();
  p.append();
  p.copyTruncate();
  p.append();
  p.copy();
  p.look();
  p.append();
  p.look();
  p.copyTruncate();
  p.append();
  p.look();
  p.look();
  expect(p.told).toEqual(p.written);
  expect(p.doubts).toEqual([]);
});

test('a copy that has the time at which copying began is found, though the log was read later', () => {
  const p = begun();
  const beganS = Date.now() / 1000 - 20;
  p.append();
  p.look();
  p.append();
  p.copyTruncate();
  utimesSync(`${p.path}.1`, beganS, beganS);
  p.append();
  p.look();
  expect(p.told).toEqual(p.written);
  expect(p.doubts).toEqual([]);
});

test('whatever is done between looks and while they read, each line is told once', () => {
  // A copy of a file that has no name at the begin of a look, and is copied within it, is not known as one.
  const tools = fc.constantFrom(
    ['append', 'late', 'copyTruncate', 'rename'] as const,
    ['append', 'copy', 'copyTruncate'] as const,
  );
  const looks = tools.chain((names) => {
    const steps = fc.array(fc.constantFrom(...names), { maxLength: 4 });
    return fc.array(fc.record({ before: steps, meanwhile: steps }), { maxLength: 4 });
  });
  fc.assert(
    fc.property(looks, (all) => {
      const p = begun();
      const act = {
        append: () => p.append(),
        late: () => p.appendLate(),
        copyTruncate: () => p.copyTruncate(),
        rename: () => p.rename(),
        copy: () => p.copy(),
      };
      const step = (name: keyof typeof act) => () => {
        act[name]();
        p.append(1);
      };
      for (const { before, meanwhile } of all) {
        for (const name of before) step(name)();
        p.look(...meanwhile.map(step));
      }
      // Each look reads so many rounds, no more.
      for (let i = 0; i < 4; i++) p.look();
      expect([...p.told].sort()).toEqual([...p.written].sort());
      p.close();
      play = new Play();
    }),
    { numRuns: 60 },
  );
});
