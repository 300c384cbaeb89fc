import { GLYPH_HEIGHT, GLYPH_WIDTH, GLYPHS } from './glyphs.ts';

/** A picture that is being drawn: an index of the palette for each pixel. What lies outside of it is left out. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height);
  }

  dot(x: number, y: number, colour: number): void {
    const [column, row] = [Math.round(x), Math.round(y)];
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return;
    this.pixels[row * this.width + column] = colour;
  }

  rectangle(x: number, y: number, width: number, height: number, colour: number): void {
    for (let row = 0; row < height; row++) for (let column = 0; column < width; column++) this.dot(x + column, y + row, colour);
  }

  /** A straight line, two pixels thick. @param gap leaves out every other so many pixels. */
  line(from: readonly [number, number], to: readonly [number, number], colour: number, gap = 0): void {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))));
    for (let step = 0; step <= steps; step++) {
      if (gap > 0 && Math.floor(step / gap) % 2 === 1) continue;
      const [x, y] = [from[0] + (dx * step) / steps, from[1] + (dy * step) / steps];
      this.rectangle(x, y, 2, 2, colour);
    }
  }

  /** Writes signs that have a glyph; others are blanks. @param align where `x` is in the text. */
  text(text: string, x: number, y: number, colour: number, align: 'left' | 'middle' | 'right' = 'left'): void {
    const wide = text.length * ADVANCE - SCALE;
    const left = x - (align === 'left' ? 0 : align === 'right' ? wide : wide / 2);
    [...text].forEach((sign, i) => {
      (GLYPHS[sign] ?? []).forEach((row, line) => {
        for (let bit = 0; bit < GLYPH_WIDTH; bit++)
          if (row & (1 << (GLYPH_WIDTH - 1 - bit)))
            this.rectangle(left + i * ADVANCE + bit * SCALE, y + line * SCALE, SCALE, SCALE, colour);
      });
    });
  }
}

const SCALE = 2;
const ADVANCE = (GLYPH_WIDTH + 1) * SCALE;
/** Height of a line of text, pixels. */
export const TEXT_HEIGHT = GLYPH_HEIGHT * SCALE;
/** Width of a text, pixels. */
export const textWidth = (text: string): number => text.length * ADVANCE;
