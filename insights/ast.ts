/** The syntax tree of a Logs Insights query: a list of commands, run one after the other. */
export type Expression =
  | { kind: 'literal'; value: string | number }
  | { kind: 'regex'; source: string; at: number }
  | { kind: 'field'; name: string }
  | { kind: 'call'; name: string; args: Expression[]; text: string; at: number }
  | { kind: 'not'; operand: Expression }
  | { kind: 'negate'; operand: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'like'; left: Expression; pattern: Expression; negated: boolean }
  | { kind: 'in'; left: Expression; values: Expression[]; negated: boolean };

export type BinaryOperator = 'or' | 'and' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '^';

/** An expression and the name of its column in the result. */
export interface Column {
  expression: Expression;
  name: string;
}

/** One aggregation of `stats`, such as `pct(took, 95) as p95`. */
export interface Aggregation {
  function: string;
  /** Missing for `count(*)`. */
  argument?: Expression;
  /** The second argument of `pct`, 0 to 100. */
  percent?: number;
  name: string;
}

export type Command =
  | { kind: 'fields' | 'display'; columns: Column[] }
  | { kind: 'filter'; condition: Expression }
  | { kind: 'parse'; source: Expression; pattern: ParsePattern }
  | { kind: 'stats'; aggregations: Aggregation[]; by: Column[] }
  | { kind: 'sort'; keys: { expression: Expression; descending: boolean }[] }
  | { kind: 'limit'; count: number };

/** What `parse` extracts: a compiled expression and the field each of its groups fills. */
export interface ParsePattern {
  regex: RegExp;
  fields: { group: string | number; name: string }[];
}

export interface Query {
  text: string;
  commands: Command[];
}
