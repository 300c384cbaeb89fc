import { appendFileSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { following, line, NOON } from './rotating.ts';

test('who does not append leaves zeros where the file was cut short: they are no text', () => {
  const { path, look } = following();
  const fd = openSync(path, 'w');
  writeSync(fd, line(NOON, 'before').repeat(100));
  look(NOON);
  ftruncateSync(fd);
  writeSync(fd, line(NOON, 'after'));
  expect(look(NOON + 1_000).slice(100)).toEqual([line(NOON, 'after').trim()]);
});

test.each([
  ['utf8', '' as const],
  ['utf16le', '\ufeff' as const],
])('characters cut anywhere between two looks are whole: %s', (encoding, mark) => {
  const { path, look } = following();
  const texts = Array.from({ length: 12 }, (_, n) => line(NOON, `ü 🔄 語 ${n}`));
  const bytes = Buffer.from(mark + texts.join(''), encoding as BufferEncoding);
  writeFileSync(path, bytes.subarray(0, 700));
  let told = look(NOON);
  for (let at = 700; at < bytes.length; at++) {
    appendFileSync(path, bytes.subarray(at, at + 1));
    told = look(NOON + at);
  }
  expect(told).toEqual(texts.map((text) => text.trim()));
});
