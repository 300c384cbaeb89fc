import { parseJson } from '../../insights/input/json-events.ts';
import type { Unwrapped } from './envelope.ts';
import { cloudWatchEvent } from './json-envelopes.ts';

export const DOCUMENT_NAME = 'aws logs filter-log-events or get-log-events';

/** The begin of what the AWS command line prints of events: the whole answer, or its list with `--query events`. */
export function looksLikeDocument(head: string): boolean {
  return /^\s*(?:\{\s*"(?:events|nextForwardToken|nextBackwardToken|nextToken|searchedLogStreams)"\s*:|\[\s*\{\s*"(?:logStreamName|timestamp|eventId|message)"\s*:)/.test(
    head,
  );
}

/** Finds the events of one JSON document, which comes line by line and is never whole in memory. */
export class DocumentReader {
  #depth = 0;
  #eventDepth: number | undefined;
  #inString = false;
  #isEscaped = false;
  #event = '';
  /** Objects in the list that are no event. */
  broken = 0;

  /** It has begun and has not come to its end. */
  get isOpen(): boolean {
    return this.#depth > 0;
  }

  /** The events that end in this text. */
  push(line: string): Unwrapped[] {
    const found: Unwrapped[] = [];
    let from = 0;
    for (let i = 0; i < line.length; i++) {
      const c = line[i] as string;
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#inString) {
        if (c === '\\') this.#isEscaped = true;
        else if (c === '"') this.#inString = false;
      } else if (c === '"') this.#inString = true;
      else if (c === '{' || c === '[') {
        this.#eventDepth ??= c === '[' ? 1 : 2;
        if (c === '{' && this.#depth === this.#eventDepth) from = i;
        this.#depth++;
      } else if (c === '}' || c === ']') {
        this.#depth--;
        if (c === '}' && this.#depth === this.#eventDepth) {
          const event = cloudWatchEvent(parseJson(this.#event + line.slice(from, i + 1)));
          if (event) found.push(event);
          else this.broken++;
          this.#event = '';
          from = i + 1;
        }
      }
    }
    if (this.#depth > (this.#eventDepth ?? 0)) this.#event += line.slice(from);
    return found;
  }
}
