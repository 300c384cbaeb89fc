import { cutEnds } from './cut.ts';

/** A sound text of at most so many bytes of UTF-8, with both ends of one that is longer; no character is cut in two. */
export function cutBytes(text: string, mostBytes: number): string {
  let most = text.length;
  let cut = text;
  for (let bytes = Buffer.byteLength(cut); bytes > mostBytes && most > 0; bytes = Buffer.byteLength(cut)) {
    most = Math.min(most - 1, Math.floor((most * mostBytes) / bytes));
    cut = cutEnds(text, most);
  }
  return cut;
}
