/** The syntax tree of a Logs Insights query. `at` is an offset in the query's text, for messages. */
export type Expression =
  | { kind: 'literal'; value: string | number; at: number }
  | { kind: 'regex'; source: string; at: number }
  | { kind: 'period'; count: number; unit: string; at: number }
  | FieldName
  | { kind: 'call'; name: string; args: Expression[]; at: number }
  /** What stands at a path in the map or list that a call gives. */
  | { kind: 'member'; of: Expression; segments: string[]; at: number }
  /** The star of `count(*)`. */
  | { kind: 'star'; at: number }
  | { kind: 'not' | 'negate'; operand: Expression; at: number }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression; at: number }
  | { kind: 'like'; operator: 'like' | '=~'; left: Expression; pattern: Expression; negated: boolean; at: number }
  | { kind: 'in'; left: Expression; values: Expression[]; negated: boolean; at: number }
  | { kind: 'inQuery'; left: Expression; query: Query; negated: boolean; at: number };

/** A field: its name cut at the dots and brackets that stand outside backticks. */
export interface FieldName {
  kind: 'field';
  segments: string[];
  at: number;
}

export type BinaryOperator = 'or' | 'and' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '^';

/** An expression and the name of its column in the result. */
export interface Column {
  expression: Expression;
  name: string;
}

export type DiffModifier = 'previousDay' | 'previousWeek' | 'previousMonth';

export type ParseMode =
  | { mode: 'glob'; pattern: string; names: string[] }
  /** `names` name the groups in turn when they have no names themselves. */
  | { mode: 'regex'; source: string; names: string[]; multi: boolean }
  | { mode: 'csv'; names: string[] }
  | { mode: 'logfmt'; name: string };

export type Command =
  /** Groups by their names, or without names all that begin so; no prefix is all of them. `unread` are keywords that ask for nothing here. */
  | { kind: 'source'; groups: string[]; prefixes: string[]; unread: string[]; at: number }
  | { kind: 'fields' | 'display'; columns: Column[]; at: number }
  /** With `isIndex` the service looks at indexed log groups only. */
  | { kind: 'filter'; condition: Expression; isIndex?: true; at: number }
  | { kind: 'unmask'; fields: FieldName[]; at: number }
  | { kind: 'parse'; source: FieldName; how: ParseMode; at: number }
  | { kind: 'json'; source: FieldName; path: string; name: string; at: number }
  | { kind: 'stats'; columns: Column[]; by: Column[]; offset?: Duration & { at: number }; at: number }
  | { kind: 'sort'; keys: { expression: Expression; descending: boolean }[]; at: number }
  | { kind: 'limit'; count: number; any: boolean; at: number }
  | { kind: 'countFrequent'; fields: FieldName[]; at: number }
  | { kind: 'dedup'; fields: FieldName[]; at: number }
  | { kind: 'unnest'; source: FieldName; name: string; at: number }
  | { kind: 'pattern'; expression: Expression; at: number }
  | { kind: 'diff'; modifier: DiffModifier | undefined; at: number }
  | JoinCommand
  | LookupCommand
  | TableCommand;

/** Joins the rows with those of another query that have the same keys. */
export interface JoinCommand {
  kind: 'join';
  /** A left join keeps the rows that meet none. */
  type: 'inner' | 'left';
  left: string;
  right: string;
  /** Fields without the alias in front of them. */
  keys: { left: FieldName; right: FieldName }[];
  query: Query;
  at: number;
}

/** Adds fields of a table's row: the one with the same keys, or the one whose range holds an address. */
export interface LookupCommand {
  kind: 'lookup' | 'cidrlookup';
  table: string;
  /** `column` is the table's; undefined where `cidrlookup` names none. */
  keys: { column: string | undefined; field: FieldName }[];
  /** Fills only what is missing or empty. */
  onlyNew: boolean;
  outputs: { column: string; name: string }[];
  at: number;
}

/** The commands that look at all rows, in their order. */
export type TableCommand =
  | { kind: 'addtotals'; name: string; row: boolean; column: boolean; fields: FieldName[]; at: number }
  | { kind: 'fillmissing'; fills: Fill[]; at: number }
  /** Without a name the sum takes the field's place. */
  | { kind: 'accum'; field: FieldName; name: string | undefined; at: number }
  /** No fields are all of them. */
  | { kind: 'filldown'; fields: (FieldName | Wildcard)[]; at: number }
  | { kind: 'autoregress'; field: FieldName; name: string | undefined; from: number; to: number; at: number }
  /** Puts the columns of another query beside the rows, row by row. */
  | { kind: 'appendcols'; override: boolean; most: number; query: Query; at: number }
  | { kind: 'sessionize'; fields: FieldName[]; span: Duration; name: string; at: number }
  | { kind: 'outlier'; remove: boolean; factor: number; lower: boolean; mark: boolean; fields: FieldName[]; at: number };

/** A length of time such as 90m. */
export interface Duration {
  count: number;
  unit: string;
}

/** What `fillmissing` writes into a column of the rows that it adds. */
export interface Fill {
  value: string | number;
  column: Expression;
}

/** Several fields by one name with stars in it, such as `cpu*`. */
export interface Wildcard {
  kind: 'wildcard';
  pattern: string;
  at: number;
}

export interface Query {
  /** Of a subquery the whole query's text with blanks around it, so that its offsets are the whole's. */
  text: string;
  commands: Command[];
  /** The queries in brackets inside of it, in their order; theirs are in them. */
  subqueries: Query[];
  /** Where it begins. */
  at: number;
  /** Of a subquery which one it is of the query around it, from 0. */
  index: number;
}

/** The name of a field as it is written without backticks, such as `items.0.id`. */
export function nameOf(field: FieldName): string {
  return field.segments.join('.');
}
