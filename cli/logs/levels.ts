import { appPrefix, uvicornPrefix } from '../../functions/shared/atlasml/log-format.ts';
import { NOISE } from '../../functions/shared/atlasml/noise.ts';
import { LEVELS, type Level, type LogLine, type SourceLine } from './line.ts';

const ANY = LEVELS.join('|');
const BEGIN = new RegExp(`^${NOISE}(?:${appPrefix(`(?<own>${ANY})`)}|${uvicornPrefix(`(?<uvicorn>${ANY})`)})`);
/** Containers come and go; their last levels need not be known for ever. */
const MOST_STREAMS = 1_000;

/** Gives each line its level: that of AtlasML's prefix or uvicorn's, and to a line without one that of the line it goes on with. */
export class Levels {
  readonly #last = new Map<string, Level>();

  of(line: SourceLine): LogLine {
    const stream = line.stream ?? '';
    const { own, uvicorn } = BEGIN.exec(line.text)?.groups ?? {};
    const level = (own ?? uvicorn) as Level | undefined;
    if (level === undefined) return { ...line, level: this.#last.get(stream), isContinued: true };
    if (this.#last.size >= MOST_STREAMS && !this.#last.has(stream)) this.#last.clear();
    this.#last.set(stream, level);
    return { ...line, level, isContinued: false };
  }
}

/** Whether a level is this one or worse; a line of which no level is known is neither. */
export function isAtLeast(level: Level | undefined, least: Level): boolean {
  return level !== undefined && LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}
