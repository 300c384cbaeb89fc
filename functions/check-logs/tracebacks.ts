import { appPrefix, uvicornPrefix } from '../shared/atlasml/log-format.ts';
import { withoutNoise } from '../shared/atlasml/noise.ts';
import type { LogLine } from '../shared/ports.ts';

/** An exception that ended something, put together again from the lines that awslogs made of it. Not yet redacted. */
export interface Traceback {
  atMs: number;
  /** The level line that it belongs to; absent for a bare one, as a failed import writes it. */
  head?: string;
  /** `openai.RateLimitError`. */
  exception: string;
  text: string;
  /** From the outermost call to the one that raised. */
  frames: Frame[];
  /** What it came from, the first cause first. */
  causedBy: Raised[];
}

/** One exception of a chain. */
export type Raised = Pick<Traceback, 'exception' | 'text' | 'frames'>;

export interface Frame {
  /** From the package on: `atlasml/ml/embeddings.py`. */
  file: string;
  line: number;
  name: string;
  /** True for AtlasML's own code. */
  own: boolean;
}

const HEAD = new RegExp(`^(?:${appPrefix('(?:ERROR|CRITICAL)')}|${uvicornPrefix('ERROR')})`);
const OTHER_LINE = new RegExp(`^(?:${appPrefix('[A-Z]+')}|${uvicornPrefix('[A-Z]+')})`);
const BEGIN = /Traceback \(most recent call last\):$/;
const FRAME = /^\s*File "([^"]+)", line (\d+), in (\S+)/;
/** The last line of a traceback: a dotted name, and what it says. */
const EXCEPTION = /^([A-Za-z_][\w.]*)(?:: (.*))?$/;
/** Between two exceptions of a chain. */
const LINK = /^(?:During handling of the above exception|The above exception was the direct cause)/;
/** What stands before each line of a group of exceptions. */
const GROUP_BAR = /^(?: {2})+[|+](?:-\+)? ?/;
/** Between two exceptions of a group: `+-+---------------- 1 ----------------`. */
const SEPARATOR = /^ *\+(?:-\+)?-+ (?:\d+|\.\.\.) -+$/;
const GROUP = /(?:^|\.)(?:Base)?ExceptionGroup$/;
const IGNORED = /^Exception ignored in/;

/** The lines of each container by themselves: two that write at the same time come mixed. */
export function byStream(lines: LogLine[]): LogLine[][] {
  return [...Map.groupBy(lines, ({ stream }) => stream).values()];
}

/** The tracebacks in lines that stand in the order in which they were written, the oldest first. */
export function tracebacksIn(lines: LogLine[]): Traceback[] {
  return byStream(lines)
    .flatMap(tracebacksOfOne)
    .sort((a, b) => a.atMs - b.atMs);
}

/**
 * Of a chain the last exception is what ended the request; of a group it is the first one inside, which says what the group
 * does not. Python's "Exception ignored in" ended nothing and is left out.
 */
function tracebacksOfOne(lines: LogLine[]): Traceback[] {
  const found: Traceback[] = [];
  let head: LogLine | undefined;
  let frames: Frame[] | undefined;
  let open: Traceback | undefined;
  let linked = false;
  let ignored = false;
  // An exception of a group that was made and never raised has no frames: it is told with those of its group.
  let unraised = false;
  const close = () => {
    if (open) found.push(open);
    open = undefined;
    linked = false;
  };
  for (const line of lines) {
    const whole = withoutNoise(line.message);
    const text = whole.replace(GROUP_BAR, '');
    if (OTHER_LINE.test(text) && !BEGIN.test(text)) {
      if (!HEAD.test(text)) continue;
      close();
      head = line;
      frames = undefined;
      ignored = false;
    } else if (IGNORED.test(text)) ignored = true;
    else if (LINK.test(text)) linked = true;
    else if (SEPARATOR.test(whole)) {
      frames = open?.frames.slice();
      unraised = true;
    } else if (BEGIN.test(text)) {
      if (open && !isNear(open, line)) {
        close();
        head = undefined;
      }
      frames = [];
      unraised = false;
    } else if (frames) {
      const frame = FRAME.exec(text);
      const raised = frames.length > 0 || unraised ? EXCEPTION.exec(text) : null;
      if (frame) frames.push(frameOf(frame));
      else if (raised) {
        const isInside = text !== whole && !linked;
        const isSibling = open && isInside && !GROUP.test(open.exception);
        const causedBy = isInside ? open?.causedBy : linked && open ? [...open.causedBy, raisedOf(open)] : [];
        if (!ignored && !isSibling) open = tracebackOf(line, head, raised, frames, causedBy ?? []);
        frames = undefined;
        ignored = false;
        linked = false;
      }
    }
  }
  close();
  return found;
}

/** A chain is written at once. */
const CHAIN_MS = 1000;
const isNear = (open: Traceback, line: LogLine) => line.atMs - open.atMs <= CHAIN_MS;

function tracebackOf(
  line: LogLine,
  head: LogLine | undefined,
  [, exception = '', text = '']: RegExpExecArray,
  frames: Frame[],
  causedBy: Raised[],
): Traceback {
  const near = head && line.atMs - head.atMs <= CHAIN_MS ? { head: withoutNoise(head.message) } : {};
  return { atMs: line.atMs, ...near, exception, text, frames, causedBy };
}

const raisedOf = ({ exception, text, frames }: Traceback): Raised => ({ exception, text, frames });

function frameOf([, path = '', line = '', name = '']: RegExpExecArray): Frame {
  const file = /\/site-packages\/(.+)$/.exec(path)?.[1] ?? /^.*\/(atlasml\/.+)$/.exec(path)?.[1] ?? path;
  return { file, line: Number(line), name, own: file.startsWith('atlasml/') && !path.includes('site-packages') };
}

/** Where an exception came from, in at most `most` lines: AtlasML's own frames first, the one that raised before its callers. */
export function whereFrom({ frames }: Raised, most: number): string[] {
  const own = frames.filter((f) => f.own);
  return (own.length > 0 ? own : frames)
    .slice(-most)
    .reverse()
    .map(({ file, line, name }) => `${file}:${line} in ${name}`);
}

/** What makes two tracebacks the same: the exception and AtlasML's own frame nearest to it, without the line's number. */
export function traceIdentity(traceback: Raised): string {
  const frame = traceback.frames.findLast((f) => f.own) ?? traceback.frames.at(-1);
  return `${traceback.exception}@${frame ? `${frame.file}:${frame.name}` : '?'}`;
}
