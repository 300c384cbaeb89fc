import { describe, expect, test } from 'vitest';
import { type LogEvent, type RunOptions, runQuery } from '../../insights/index.ts';

/** Where the pages are that the tables name. */
export const PAGES = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/';

export const AT = Date.parse('2026-11-25T10:00:00Z');

/** Events a second apart, from 10:00:00 on. */
export const events = (...messages: string[]): LogEvent[] =>
  messages.map((message, i) => ({ timestamp: AT + i * 1000, message }));

export type Rows = Record<string, string>[];

/** The rows of a query over messages. */
export const rows = (query: string, messages: string[], options?: RunOptions): Rows =>
  runQuery(query, events(...messages), undefined, options).rows;

/** The value of an expression for one message; undefined when it is missing. */
export const evaluated = (expression: string, message = 'x', options?: RunOptions): string | undefined =>
  rows(`fields ${expression} as v | display v`, [message], options)[0]?.v;

/** Queries over messages and the rows that they give; the name is the page, below `PAGES`, that the examples follow. */
export const table = (page: string, cases: [query: string, messages: string[], expected: Rows][]) =>
  describe(page, () => {
    test.each(cases)('%s', (query, messages, expected) => expect(rows(query, messages)).toEqual(expected));
  });
