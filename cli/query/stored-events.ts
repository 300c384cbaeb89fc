import { Readable } from 'node:stream';
import type { Source } from '../../insights/index.ts';
import type { StoredLines } from '../../local/view/stored-lines.ts';

const AT_ONCE = 5_000;

/**
 * The lines that a store keeps as events for a query, which may read them more than once; never all of them in memory.
 * @param name as the query calls it. @param window epoch ms; lines long before it are not read.
 */
export function storedEvents(lines: StoredLines, name: string, { startMs }: { startMs: number }): Source {
  function* events() {
    for (const portion of lines.since(Number.isFinite(startMs) ? startMs : 0, AT_ONCE))
      yield portion
        .map(({ atMs, message, stream }) => `${JSON.stringify({ timestamp: atMs, message, logStream: stream })}\n`)
        .join('');
  }
  return { name, open: () => Readable.from(bytesOf(events()), { objectMode: false }) };
}

function* bytesOf(texts: Iterable<string>) {
  for (const text of texts) yield Buffer.from(text);
}
