import type { FieldName } from './ast.ts';
import type { TokenStream } from './tokens.ts';

/** Reads a field's name, with its dots and indexes. */
export function fieldName(tokens: TokenStream): FieldName {
  const token = tokens.next();
  if (token.kind !== 'word') throw tokens.unexpected(token, "a field's name");
  return { kind: 'field', segments: token.segments, at: token.at };
}
