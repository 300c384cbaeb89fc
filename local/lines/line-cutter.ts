/** A line that is longer goes on in pieces: a file of one endless line must not fill the memory. */
const MOST_CHARACTERS = 4 << 20;

/** Cuts text that comes in any pieces into lines, without their ends (LF, CR LF). */
export class LineCutter {
  #rest = '';

  /** The lines that are whole by now; empty ones too. */
  push(text: string): string[] {
    if (text === '') return [];
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MOST_CHARACTERS) {
      lines.push(this.#rest);
      this.#rest = '';
    }
    return lines.map(withoutReturn);
  }

  /** The last line, where nothing ends it. */
  end(): string[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : [withoutReturn(rest)];
  }
}

/** A line whose end was CR LF. */
export const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);
