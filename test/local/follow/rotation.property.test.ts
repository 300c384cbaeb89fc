import { appendFileSync, copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followEvents } from './support.ts';

const START_MS = Date.parse('2026-11-26T10:00:00Z');

/** What a file holds by the model: the lines that a follower has not had the chance to read, and the open half line. */
interface Content {
  unread: string[];
  half: string;
  /** The follower has held it open: what is in it can be read whatever becomes of its name. */
  isOpen: boolean;
}
const empty = (): Content => ({ unread: [], half: '', isOpen: false });

/** A log on a real disk, and which of its lines a follower must tell, may miss with a word, or cannot know of. */
class Play {
  readonly path = join(mkdtempSync(join(tmpdir(), 'follow-')), 'a.log');
  readonly follower = followEvents(this.path, 'UTC');
  readonly must: string[] = [];
  readonly may: string[] = [];
  readonly traceless: string[] = [];
  nowMs = START_MS;
  #named: Content | undefined;
  #lost: { text: string; isTold: boolean }[] = [];
  #copies = 0;
  #hasFollowed = false;
  #id = 0;

  append(lines: number, isHalf: boolean): void {
    const content = this.#named;
    if (!content) return;
    let text = '';
    for (let i = 0; i < lines; i++) {
      const line = this.#line();
      text += `${line}\n`;
      content.unread.push(content.half + line);
      content.half = '';
    }
    if (isHalf) {
      const half = this.#line();
      text += half;
      content.half += half;
    }
    appendFileSync(this.path, text);
  }

  /** The name is there again, if it was not. */
  create(): void {
    if (this.#named) return;
    writeFileSync(this.path, '');
    this.#named = empty();
  }

  rename(): void {
    if (!this.#named) return;
    this.#shift();
    renameSync(this.path, `${this.path}.1`);
    this.#tell(this.#named);
    this.#named = undefined;
  }

  copyTruncate(): void {
    if (!this.#named) return;
    this.#shift();
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
    this.#tell(this.#named);
    this.#named = { ...empty(), isOpen: this.#named.isOpen };
  }

  truncate(): void {
    if (!this.#named) return;
    truncateSync(this.path);
    for (const text of this.#named.unread) this.#lost.push({ text, isTold: this.#named.isOpen });
    this.#named = { ...empty(), isOpen: this.#named.isOpen };
  }

  remove(): void {
    if (!this.#named) return;
    rmSync(this.path);
    if (this.#named.isOpen) this.#tell(this.#named);
    else for (const text of this.#named.unread) this.#lost.push({ text, isTold: false });
    this.#named = undefined;
  }

  read(): void {
    this.nowMs += 1_000;
    this.follower.read(this.nowMs);
    if (this.#named) {
      this.must.push(...this.#named.unread.splice(0));
      this.#named.isOpen = true;
      this.#hasFollowed = true;
    }
    for (const { text, isTold } of this.#lost.splice(0)) (isTold ? this.may : this.traceless).push(text);
  }

  /** All that is told at the end, when renamed files do not grow any more. */
  told(): string[] {
    this.create();
    this.read();
    this.nowMs += 10 * 60_000;
    this.read();
    return this.follower.read(this.nowMs).map(({ message }) => message);
  }

  get doubts(): string[] {
    return this.follower.file.doubtsIn({ startMs: START_MS, endMs: this.nowMs });
  }

  /** The follower must tell all of it, the half line as a line of its own. What came and went before its first file it cannot know. */
  #tell({ unread, half }: Content): void {
    (this.#hasFollowed ? this.must : this.traceless).push(...unread, ...(half === '' ? [] : [half]));
  }

  #shift(): void {
    for (let n = this.#copies; n > 0; n--) {
      if (existsSync(`${this.path}.${n}`)) renameSync(`${this.path}.${n}`, `${this.path}.${n + 1}`);
    }
    this.#copies++;
  }

  #line = () => `2026-11-26 10:00:00 - INFO - atlasml.app - line ${this.#id++} 🔄 ü${'x'.repeat(this.#id % 90)}`;
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('append' as const), lines: fc.nat(40), isHalf: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('rename' as const, 'copyTruncate' as const, 'truncate' as const, 'remove' as const),
    }),
  },
);

test('whatever becomes of the files, no line is told twice, and none is missing of those that can be known', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const play = new Play();
      play.read();
      for (const s of steps) s.do === 'append' ? play.append(s.lines, s.isHalf) : play[s.do]();
      const told = play.told();
      const count = new Map<string, number>();
      for (const text of told) count.set(text, (count.get(text) ?? 0) + 1);

      expect([...count].filter(([, n]) => n > 1)).toEqual([]);
      expect(play.must.filter((text) => !count.has(text))).toEqual([]);
      // A line that was cut away is told as far as it was read, and no text comes from nowhere.
      const known = new Set([...play.must, ...play.may, ...play.traceless]);
      for (const text of told)
        if (!known.has(text)) expect(text).toMatch(/^2026-11-26 10:00:00 - INFO - atlasml.app - line \d+ 🔄 üx*/);
      if (play.may.some((text) => !count.has(text))) expect(play.doubts).not.toEqual([]);
      play.follower.file.close();
      rmSync(join(play.path, '..'), { recursive: true });
    }),
    { numRuns: 300 },
  );
}, 120_000);
