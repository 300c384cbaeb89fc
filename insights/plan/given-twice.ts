import { QueryError } from '../language/errors.ts';

/**
 * A name that the query gives a second time: the service takes each but once.
 * @param at where the column or command begins that gives it.
 */
export function givenTwice(name: string, query: string, at: number): QueryError {
  const behind = /\b(?:as|into)\s+`?/gi;
  behind.lastIndex = at;
  while (behind.exec(query) && !query.startsWith(name, behind.lastIndex));
  return new QueryError(`the name ${name} is given a second time`, query, behind.lastIndex || at, {
    length: name.length,
    hint: 'choose another name, and join the two with coalesce where one of them is missing',
  });
}
