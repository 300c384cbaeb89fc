import type { Column, Command, Expression, FieldName, LookupCommand, Query, TableCommand } from './ast.ts';

/** Writes a query in one way: a command a line, brackets only where they are needed. Parsing it gives the same tree. */
export function printQuery({ commands }: Pick<Query, 'commands'>): string {
  return commands.map(printCommand).join('\n| ');
}

const LEVELS = {
  or: 0,
  and: 1,
  '=': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '^': 7,
} as const;
const PRIMARY = 8;

/** Digits alone that a double does not hold would be read as an id. */
const numeral = (value: number): string =>
  Number.isInteger(value) && !Number.isSafeInteger(value) && !String(value).includes('e') ? `${value}.0` : String(value);

function levelOf(e: Expression): number {
  if (e.kind === 'binary') return LEVELS[e.operator];
  if (e.kind === 'not') return 2;
  if (e.kind === 'like' || e.kind === 'in' || e.kind === 'inQuery') return 3;
  if (e.kind === 'negate') return 6;
  return PRIMARY;
}

/** Writes an expression; a column without an alias is named by this text. */
export function printExpression(e: Expression): string {
  const within = (inner: Expression, least: number) =>
    levelOf(inner) < least ? `(${printExpression(inner)})` : printExpression(inner);
  switch (e.kind) {
    case 'literal':
      return typeof e.value === 'number' ? numeral(e.value) : quote(e.value);
    case 'regex':
      return `/${e.source}/`;
    case 'period':
      return `${e.count}${e.unit}`;
    case 'star':
      return '*';
    case 'field':
      return printField(e);
    case 'call':
      return `${e.name}(${e.args.map(printExpression).join(', ')})`;
    case 'member':
      return printExpression(e.of) + e.segments.map((s) => (/^\d+$/.test(s) ? `[${s}]` : `.${printSegment(s)}`)).join('');
    case 'not':
      return `not ${within(e.operand, 2)}`;
    case 'negate':
      return `-${within(e.operand, 6)}`;
    case 'like':
      return `${within(e.left, 3)} ${e.negated ? 'not ' : ''}${e.operator} ${printExpression(e.pattern)}`;
    case 'in':
      return `${within(e.left, 3)} ${e.negated ? 'not ' : ''}in [${e.values.map((v) => within(v, 4)).join(', ')}]`;
    case 'inQuery':
      return `${within(e.left, 3)} ${e.negated ? 'not ' : ''}in ${inBrackets(e.query)}`;
    case 'binary': {
      const own = LEVELS[e.operator];
      // Power groups to the right and takes a sign behind it; all others group to the left.
      const [left, right] = e.operator === '^' ? [PRIMARY, 6] : [own, own + 1];
      return `${within(e.left, left)} ${e.operator} ${within(e.right, right)}`;
    }
  }
}

const inBrackets = ({ commands }: Query) => `(${commands.map(printCommand).join(' | ')})`;

const PLAIN = /^[A-Za-z_@][\w@]*$/;
const KEYWORDS = /^(?:and|or|not|like|in|as|by|asc|desc|into|multi|csv|logfmt|any|true|false)$/i;

function printField({ segments }: FieldName): string {
  const [first = '', ...rest] = segments;
  const head = PLAIN.test(first) && !(KEYWORDS.test(first) && rest.length === 0) ? first : `\`${first}\``;
  return [head, ...rest.map(printSegment)].join('.');
}

const printSegment = (segment: string) => (/^[\w@]+$/.test(segment) ? segment : `\`${segment}\``);

const printName = (name: string) => (/^[A-Za-z_@][\w@]*(?:\.[\w@]+)*$/.test(name) && !KEYWORDS.test(name) ? name : `\`${name}\``);

const quote = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;

function printColumn({ expression, name }: Column): string {
  const text = printExpression(expression);
  const plain = expression.kind === 'field' ? expression.segments.join('.') : text;
  return name === plain ? text : `${text} as ${printName(name)}`;
}

function printCommand(c: Command): string {
  switch (c.kind) {
    case 'fields':
    case 'display':
      return `${c.kind} ${c.columns.map(printColumn).join(', ')}`;
    case 'filter':
      return `${c.isIndex ? 'filterIndex' : 'filter'} ${printExpression(c.condition)}`;
    case 'parse':
      return `parse ${printField(c.source)} ${printMode(c.how)}`;
    case 'json':
      return `json field=${printField(c.source)} ${quote(c.path)} as ${printName(c.name)}`;
    case 'stats':
      return `stats ${c.columns.map(printColumn).join(', ')}${c.by.length ? ` by ${c.by.map(printColumn).join(', ')}` : ''}${c.offset ? ` offset ${c.offset.count}${c.offset.unit}` : ''}`;
    case 'sort':
      return `sort ${c.keys.map((k) => `${printExpression(k.expression)} ${k.descending ? 'desc' : 'asc'}`).join(', ')}`;
    case 'limit':
      return `limit ${c.any ? 'any ' : ''}${c.count}`;
    case 'source':
      if (c.groups.length > 0) return c.groups.map((group) => `source ${quote(group)}`).join(' | ');
      return `source logGroups(${c.prefixes.length ? `namePrefix: [${c.prefixes.map(quote).join(', ')}]` : ''})`;
    case 'unmask':
      return ['unmask', c.fields.map(printField).join(', ')].filter(Boolean).join(' ');
    case 'countFrequent':
    case 'dedup':
      return `${c.kind} ${c.fields.map(printField).join(', ')}`;
    case 'unnest':
      return `unnest ${printField(c.source)} into ${printName(c.name)}`;
    case 'pattern':
      return `pattern ${printExpression(c.expression)}`;
    case 'join': {
      const keys = c.keys.map(({ left, right }) => `${printKey(c.left, left)} = ${printKey(c.right, right)}`);
      return `join type=${c.type} left=${printName(c.left)} right=${printName(c.right)} where ${keys.join(' and ')} ${inBrackets(c.query)}`;
    }
    case 'lookup':
    case 'cidrlookup':
      return printLookup(c);
    case 'diff':
      return c.modifier ? `diff ${c.modifier}` : 'diff';
    default:
      return [c.kind, ...printTable(c)].join(' ');
  }
}

const printKey = (alias: string, { segments, at }: FieldName) =>
  printField({ kind: 'field', segments: [alias, ...segments], at });

function printLookup({ kind, table, keys, onlyNew, outputs }: LookupCommand): string {
  const key = ({ column, field }: LookupCommand['keys'][number]) => {
    if (kind === 'lookup') return `${printName(column ?? '')} as ${printField(field)}`;
    return column === undefined ? printField(field) : `${printField(field)} as ${printName(column)}`;
  };
  const output = outputs.map(({ column, name }) =>
    column === name ? printName(name) : `${printName(column)} as ${printName(name)}`,
  );
  return `${kind} ${printName(table)} ${keys.map(key).join(', ')} ${onlyNew ? 'OUTPUTNEW' : 'OUTPUT'} ${output.join(', ')}`;
}

/** What stands behind the command's word. */
function printTable(c: TableCommand): string[] {
  const alias = 'name' in c && c.name !== undefined ? [`as ${printName(c.name)}`] : [];
  switch (c.kind) {
    case 'addtotals': {
      const fields = c.fields.length > 0 ? [c.fields.map(printField).join(', ')] : [];
      return [`fieldname=${printName(c.name)}`, `row=${c.row}`, `col=${c.column}`, ...fields];
    }
    case 'fillmissing': {
      const fills = c.fills.map(({ value, column }) => {
        const text = typeof value === 'number' ? numeral(value) : quote(value);
        return `${text} for ${printExpression(column)}`;
      });
      return fills.length > 0 ? [`with ${fills.join(', ')}`] : [];
    }
    case 'accum':
      return [printField(c.field), ...alias];
    case 'filldown':
      return c.fields.map((f) => (f.kind === 'wildcard' ? f.pattern : printField(f)));
    case 'autoregress':
      return [printField(c.field), ...alias, `p=${c.from}-${c.to}`];
    case 'sessionize':
      return [c.fields.map(printField).join(', '), `maxspan ${c.span.count}${c.span.unit}`, ...alias];
    case 'appendcols':
      return [`override=${c.override}`, `max=${c.most}`, inBrackets(c.query)];
    case 'outlier': {
      const options = [
        `action=${c.remove ? 'remove' : 'transform'}`,
        `param=${c.factor}`,
        `uselower=${c.lower}`,
        `mark=${c.mark}`,
      ];
      return [...options, ...c.fields.map(printField)];
    }
  }
}

function printMode(how: Extract<Command, { kind: 'parse' }>['how']): string {
  if (how.mode === 'logfmt') return `logfmt as ${printName(how.name)}`;
  const names = how.names.length ? ` as ${how.names.map(printName).join(', ')}` : '';
  if (how.mode === 'csv') return `csv${names}`;
  if (how.mode === 'glob') return `${quote(how.pattern)}${names}`;
  return `/${how.source}/${names}${how.multi ? ' multi' : ''}`;
}
