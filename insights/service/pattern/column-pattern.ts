import { comparison, numberOf, type Uses, type Value } from './condition.ts';
import type { Cursor } from './cursor.ts';
import { logic, type Test } from './logic.ts';

interface Column {
  name: string;
  holds?: Test<Value>;
}

const NAME = /[\w-]+/y;
/** Between brackets or double quotes is one field. */
const FIELD = /\[(?<bracketed>[^\]]*)\]|"(?<quoted>[^"]*)"|(?<bare>\S+)/g;
/** The same where no bracket ends any more. */
const UNENDED = /"(?<quoted>[^"]*)"|(?<bare>\S+)/g;

/**
 * A pattern in brackets: of an event of fields with spaces between. As the page's `[w1=ERROR, w2]` does, the last column takes all that
 * follows; `...` stands for any number of fields.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-term-space-delimited-log-events
 * @throws ServiceError
 */
export function columnPattern(cursor: Cursor, uses: Uses): Test<string> {
  if (!cursor.sign('[')) throw cursor.missing('[');
  const before: Column[] = [];
  let behind: Column[] | undefined;
  do {
    if (!cursor.sign('...')) (behind ?? before).push(column(cursor, uses));
    else if (behind) throw cursor.missing('one ... at most, which');
    else behind = [];
  } while (cursor.sign(','));
  if (!cursor.sign(']')) throw cursor.missing(', or ]');
  return (message) => {
    const fields = fieldsOf(message);
    if (fields.length < before.length + (behind?.length ?? 0)) return false;
    if (behind) return areHeld(before, fields) && areHeld(behind, fields.slice(fields.length - behind.length));
    const last = before.length - 1;
    return areHeld(before, [...fields.slice(0, last), restOf(fields.slice(last))]);
  };
}

function column(cursor: Cursor, uses: Uses): Column {
  cursor.space();
  const name = cursor.take(NAME)?.[0];
  if (name === undefined) throw cursor.missing('the name of a column');
  cursor.space();
  if (!cursor.isCondition) return { name };
  let isFirst = true;
  const one = (): Test<Value> => {
    const said = isFirst ? name : cursor.take(NAME)?.[0];
    isFirst = false;
    if (said !== name) throw cursor.missing(`a condition on ${name}, the column that it stands in,`);
    return comparison(cursor, uses);
  };
  return { name, holds: logic(cursor, one) };
}

const areHeld = (columns: Column[], fields: string[]): boolean =>
  columns.every(({ holds }, i) => !holds || holds({ text: fields[i] as string, number: numberOf(fields[i] as string) }));

function fieldsOf(message: string): string[] {
  // Behind the last bracket that ends none is looked for: to do so from each that opens would take the square of their number.
  const end = message.lastIndexOf(']') + 1;
  const fields: string[] = [];
  for (let at = 0; ; ) {
    const expression = at < end ? FIELD : UNENDED;
    expression.lastIndex = at;
    const { bracketed, quoted, bare } = expression.exec(message)?.groups ?? {};
    const field = bracketed ?? quoted ?? bare;
    if (field === undefined) return fields;
    fields.push(field);
    at = expression.lastIndex;
  }
}

const restOf = (fields: string[]): string => fields.join(' ');
