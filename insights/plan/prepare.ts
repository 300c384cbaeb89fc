import type { Answer, QueryContext } from '../functions/types.ts';
import type { Command, Query } from '../language/ast.ts';
import { printQuery } from '../language/printer.ts';
import { compilePlan, type Plan } from './plan.ts';

/** So many rows of a subquery are used; its own limit may say less. */
export const MOST_SUBQUERY_ROWS = 100_000;

/** A query whose subqueries are known to run, with the fields that it needs of each. */
export interface Prepared {
  plan: Plan;
  /** In order; they must run first, each with its own. */
  subqueries: Prepared[];
  query: Query;
  context: QueryContext;
}

/**
 * Compiles a query and its subqueries, as far as that can be done without their rows.
 * @throws QueryError when one of them cannot run.
 */
export function prepare(query: Query, context: QueryContext): Prepared {
  if (query.subqueries.length === 0) return { plan: compilePlan(query, context), subqueries: [], query, context };
  const { asked } = compilePlan(query, context);
  const subqueries = query.subqueries.map((subquery) => {
    const own = { ...context, mostRows: MOST_SUBQUERY_ROWS };
    // What is wrong with it is told where the writer wrote it.
    prepare(subquery, own);
    return prepare(withFields(subquery, asked.get(subquery.index) ?? []), own);
  });
  const answers = subqueries.map(({ plan }) => emptyOf(plan));
  return { plan: compilePlan(query, { ...context, answers }), subqueries, query, context };
}

const emptyOf = (plan: Plan): Answer => plan.answer(plan.scan().collector);

/** The query with further fields among its columns, where it has them. They stand first, as what may follow a command is limited. */
function withFields(query: Query, names: string[]): Query {
  if (names.length === 0) return query;
  const [first] = query.commands;
  const columns = names.map((name) => ({
    expression: { kind: 'field' as const, segments: name.split('.'), at: query.at },
    name,
  }));
  const fields: Command = { kind: 'fields', columns, at: query.at };
  const commands = first?.kind === 'source' ? [first, fields, ...query.commands.slice(1)] : [fields, ...query.commands];
  return { ...query, commands, text: printQuery({ commands }) };
}

/** What the writer should know of an answer that was cut. */
export function tooMany({ rows }: Answer): string[] {
  const most = MOST_SUBQUERY_ROWS.toLocaleString('en-GB');
  return rows.length < MOST_SUBQUERY_ROWS ? [] : [`a subquery gives ${most} rows or more; only so many are used`];
}
