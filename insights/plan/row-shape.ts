/** Rows of fewer columns gain nothing. */
const LEAST_SHAPED = 12;

/** A row of many columns that is parsed has a form; one to which they are added one by one is a table, of several times the size. */
export function shapeOf(columns: readonly string[]): Record<string, string> | undefined {
  if (columns.length < LEAST_SHAPED || new Set(columns).size < columns.length) return undefined;
  const shape = JSON.parse(`{${columns.map((name) => `${JSON.stringify(name)}:""`).join()}}`) as Record<string, string>;
  return Object.keys(shape).every((name, i) => name === columns[i]) ? shape : undefined;
}

/** @returns undefined where a column has no value. */
export function filled(
  shape: Record<string, string>,
  textOf: (i: number) => string | undefined,
): Record<string, string> | undefined {
  const row = { ...shape };
  let i = 0;
  for (const name in row) {
    const text = textOf(i++);
    if (text === undefined) return undefined;
    row[name] = text;
  }
  return row;
}
