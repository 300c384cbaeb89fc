import type { Command, FieldName, ParseMode } from './ast.ts';
import { QueryError } from './errors.ts';
import { compileGlob } from './glob.ts';
import { compileRegex } from './regex.ts';
import type { TokenStream } from './tokens.ts';

/**
 * `parse [FIELD] "glob" as a, b`, `parse [FIELD] /regex/ [as a] [multi]`, `parse [FIELD] logfmt as m` and
 * `parse [FIELD] csv as a, b`. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html
 */
export function parseCommand(tokens: TokenStream, at: number): Command {
  let source: FieldName = { kind: 'field', segments: ['@message'], at };
  const first = tokens.peek();
  const isMode = tokens.isWord('logfmt', 'csv', 'xml') && tokens.peek(1).kind === 'word';
  if (first.kind === 'word' && !(isMode && /^as$/i.test(tokens.peek(1).text))) {
    tokens.next();
    source = { kind: 'field', segments: first.segments, at: first.at };
  }
  return { kind: 'parse', source, how: mode(tokens), at };
}

function mode(tokens: TokenStream): ParseMode {
  const token = tokens.next();
  const word = token.kind === 'word' && !token.quoted ? token.text.toLowerCase() : '';
  if (word === 'xml')
    throw new QueryError('parse xml is not supported here: the page of parse has no such form', tokens.query, token.at, {
      length: 3,
    });
  if (word === 'logfmt') {
    tokens.expectWord('as');
    return { mode: 'logfmt', name: tokens.name() };
  }
  if (word === 'csv') {
    tokens.expectWord('as');
    return { mode: 'csv', names: namesOf(tokens) };
  }
  if (token.kind === 'string') {
    tokens.expectWord('as');
    const names = namesOf(tokens);
    compileGlob(token.text, names, tokens.query, token.at);
    return { mode: 'glob', pattern: token.text, names };
  }
  if (token.kind !== 'regex') throw tokens.unexpected(token, 'a pattern in quotes or slashes, logfmt or csv', ['logfmt', 'csv']);
  const names = tokens.acceptWord('as') ? namesOf(tokens) : [];
  const { fields, groups } = compileRegex(token.text, tokens.query, token.at);
  if (fields.length === 0 && names.length === 0) {
    throw new QueryError('parse needs at least one named group, (?<name>…)', tokens.query, token.at, {
      length: token.end - token.at,
    });
  }
  const twice = fields.map(({ name }) => name).find((name, i, all) => all.indexOf(name) !== i);
  if (twice !== undefined) throw givenTwice(twice, tokens.query, tokens.query.lastIndexOf(`<${twice}>`, token.end) + 1);
  if (names.length > 0 && names.length !== groups) {
    const counts = `the expression has ${groups} group${groups === 1 ? '' : 's'} but ${names.length} name${names.length === 1 ? ' follows' : 's follow'} "as"`;
    throw new QueryError(counts, tokens.query, token.at, { length: token.end - token.at, hint: 'give one name for each group' });
  }
  return { mode: 'regex', source: token.text, names, multi: tokens.acceptWord('multi') };
}

/** Names of what is extracted, each but once. */
function namesOf(tokens: TokenStream): string[] {
  const seen = new Set<string>();
  return tokens.list(() => {
    const { at } = tokens.peek();
    const name = tokens.name();
    if (seen.has(name)) throw givenTwice(name, tokens.query, at);
    seen.add(name);
    return name;
  });
}

const givenTwice = (name: string, query: string, at: number) =>
  new QueryError(`the name ${name} is given a second time`, query, at, { length: name.length });
