import type { LookupCommand } from './ast.ts';
import { fieldName } from './field-name.ts';
import type { TokenStream } from './tokens.ts';

/**
 * `lookup table column as field, … OUTPUT column, …`: the row of the table whose columns have the fields' values.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Lookup.html
 */
export function lookupCommand(tokens: TokenStream, at: number): LookupCommand {
  const table = tableName(tokens);
  const keys = tokens.list(() => {
    const column = fieldName(tokens);
    // A column and a field of the same name need be named but once (ours).
    const field = tokens.acceptWord('as') ? fieldName(tokens) : column;
    return { column: column.segments.join('.'), field };
  });
  return { kind: 'lookup', table, keys, ...outputs(tokens), at };
}

/**
 * `cidrlookup table field [as column] OUTPUT column, …`: the row whose range holds the address.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Cidrlookup.html
 */
export function cidrlookupCommand(tokens: TokenStream, at: number): LookupCommand {
  const table = tableName(tokens);
  const field = fieldName(tokens);
  return { kind: 'cidrlookup', table, keys: [{ column: tokens.alias(), field }], ...outputs(tokens), at };
}

/** The pages allow dashes in a table's name, which stands without quotes. */
function tableName(tokens: TokenStream): string {
  const first = tokens.next();
  if (first.kind === 'string') return first.text;
  if (first.kind !== 'word') throw tokens.unexpected(first, 'the name of a lookup table');
  let { end } = first;
  while (tokens.isSymbol('-') && tokens.peek().at === end && tokens.peek(1).at === tokens.peek().end) {
    tokens.next();
    ({ end } = tokens.next());
  }
  return tokens.query.slice(first.at, end).replaceAll('`', '');
}

function outputs(tokens: TokenStream): Pick<LookupCommand, 'onlyNew' | 'outputs'> {
  const onlyNew = tokens.acceptWord('outputnew');
  if (!onlyNew) tokens.expectWord('output');
  const list = tokens.list(() => {
    const column = tokens.name();
    return { column, name: tokens.alias() ?? column };
  });
  return { onlyNew, outputs: list };
}
