/** A value in an object of JSON that is no object or list itself: what stands before it, and its keys and indexes joined by dots. */
export interface Piece {
  before: string;
  path: string;
  /** How the value is written: 0 plainly, 1 in a text of JSON. */
  depth: 0 | 1;
}

/** An object of JSON cut at its values. */
export interface Pieces {
  pieces: Piece[];
  /** What stands behind the last value. */
  rest: string;
  /** The paths of objects and lists. */
  nested: Set<string>;
}

interface Open {
  /** The keys of an object; undefined for a list. */
  keys: Set<string> | undefined;
  path: string;
  key: string;
  index: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+|\s+/g;
/** As many fields and levels as json.wat takes: see there. */
const [MOST_VALUES, DEEPEST] = [200, 59];

/**
 * Cuts a valid object of JSON at its values. Undefined where a key is empty or comes twice, or where two values have the same path: then
 * only JSON.parse says what they are.
 */
export function piecesOf(text: string): Pieces | undefined {
  const result: Pieces = { pieces: [], rest: '', nested: new Set() };
  const paths = new Set<string>();
  const stack: Open[] = [];
  let isKey = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = stack.at(-1);
    const isMark = /^[\s{}[\],:]/.test(token);
    if (top?.keys && isKey && token.startsWith('"')) {
      const key = JSON.parse(token) as string;
      if (key === '' || top.keys.has(key)) return undefined;
      top.keys.add(key);
      top.key = key;
      isKey = false;
    } else if (token === '{' || token === '[') {
      const path = top ? pathIn(top) : '';
      result.nested.add(path);
      stack.push({ keys: token === '{' ? new Set() : undefined, path, key: '', index: 0 });
      isKey = token === '{';
    } else if (token === '}' || token === ']') stack.pop();
    else if (token === ',' && top) {
      top.index++;
      isKey = top.keys !== undefined;
    } else if (!isMark && top) {
      const path = pathIn(top);
      if (paths.has(path)) return undefined;
      paths.add(path);
      result.pieces.push({ before: result.rest, path, depth: 0 });
      result.rest = '';
      continue;
    }
    result.rest += token;
    if (stack.length > DEEPEST) return undefined;
  }
  return paths.size > MOST_VALUES || [...paths].some((path) => result.nested.has(path)) ? undefined : result;
}

function pathIn({ keys, path, key, index }: Open): string {
  const last = keys ? key : String(index);
  return path === '' ? last : `${path}.${last}`;
}

/** The same with a text among its values cut at the values of the object that it holds. Undefined where that is no such object. */
export function opened({ pieces, rest, nested }: Pieces, path: string, inner: Pieces): Pieces | undefined {
  const at = pieces.findIndex((piece) => piece.path === path);
  const piece = pieces[at];
  if (!piece) return undefined;
  const next = pieces[at + 1];
  const behind = `${escaped(inner.rest)}"`;
  const own = inner.pieces.map(({ before, path: of }, i): Piece => {
    return { before: `${i === 0 ? `${piece.before}"` : ''}${escaped(before)}`, path: `${path}\0${of}`, depth: 1 };
  });
  if (own.length === 0) return undefined;
  const others = pieces.slice(at + 1).map((p, i) => (i === 0 ? { ...p, before: behind + p.before } : p));
  return {
    pieces: [...pieces.slice(0, at), ...own, ...others],
    rest: next ? rest : behind + rest,
    nested: new Set([...nested, ...[...inner.nested].map((of) => `${path}\0${of}`)]),
  };
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
