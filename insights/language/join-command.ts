import type { FieldName, JoinCommand } from './ast.ts';
import { QueryError } from './errors.ts';
import { fieldName } from './field-name.ts';
import { options } from './table-commands.ts';
import type { TokenStream } from './tokens.ts';

const TYPES = ['inner', 'left'] as const;

/**
 * `join type=left left=a right=b where a.id=b.id (SOURCE "group" | …)`; several keys stand with `and` between them (ours).
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Join.html
 */
export function joinCommand(tokens: TokenStream, at: number): JoinCommand {
  const name = () => tokens.name();
  const { type = 'inner', left, right } = options(tokens, { type: joinType, left: name, right: name });
  if (left === undefined || right === undefined) throw tokens.unexpected(tokens.peek(), "'left=name right=name'");
  if (left === right) throw new QueryError('the two sides of join need two names', tokens.query, at, { length: 4 });
  tokens.expectWord('where');
  const keys: JoinCommand['keys'] = [];
  do {
    const one = side(tokens, [left, right]);
    tokens.expect('=');
    const other = side(tokens, [one.alias === left ? right : left]);
    keys.push(one.alias === left ? { left: one.field, right: other.field } : { left: other.field, right: one.field });
  } while (tokens.acceptWord('and'));
  return { kind: 'join', type, left, right, keys, query: tokens.subquery(), at };
}

function joinType(tokens: TokenStream): JoinCommand['type'] {
  const found = TYPES.find((type) => tokens.acceptWord(type));
  if (!found) throw tokens.unexpected(tokens.peek(), `one of ${TYPES.join(', ')}`, [...TYPES]);
  return found;
}

/** A field with the name of its side in front. */
function side(tokens: TokenStream, aliases: string[]): { alias: string; field: FieldName } {
  const token = tokens.peek();
  const { segments, at } = fieldName(tokens);
  const [alias = '', ...rest] = segments;
  if (!aliases.includes(alias) || rest.length === 0)
    throw tokens.unexpected(token, `a field with its side in front, such as ${aliases[0]}.id`);
  return { alias, field: { kind: 'field', segments: rest, at } };
}
