import { fileSchema, keysOf, type SchemaPart, serviceSchema } from '../../../functions/shared/config/json-schema.ts';
import { MEANINGS } from '../../../functions/shared/config/meanings.ts';

export const SCHEMA_FILE = 'docs/monitor.config.schema.json';
export const PAGE = 'docs/configuration.md';

/** The JSON schema as docs/monitor.config.schema.json has it. */
export const schemaText = (): string => `${JSON.stringify(fileSchema(), null, 2)}\n`;

/** docs/configuration.md with each table between `<!-- keys of PATH -->` and `<!-- end -->` as the schema has it. */
export function withTables(page: string): string {
  return page.replace(/(<!-- keys of (.*) -->\n)[\s\S]*?(?=<!-- end -->)/g, (_, mark: string, path: string) => {
    return `${mark}\n${tableOf(path === 'the top level' ? '' : path)}\n\n`;
  });
}

function tableOf(path: string): string {
  const keys = keysOf(serviceSchema());
  const own = keys.filter((key) => key.path.replace(/\.?\w+$/, '') === path);
  const known = own.map(({ path: name, part, isRequired }) => [name, isRequired ? '(required)' : standIn(name, part)] as const);
  // The list of services stands beside what a service has.
  const rows = path === '' ? known.toSpliced(3, 0, ['services', 'none']) : known;
  const lines = rows.map(([name, value]) => `| \`${name.slice(name.lastIndexOf('.') + 1)}\` | ${value} | ${textOf(name)} |`);
  return ['| key | default | meaning |', '| --- | --- | --- |', ...new Set(lines)].join('\n');
}

function textOf(path: string): string {
  const meaning = MEANINGS[path] ?? '';
  return typeof meaning === 'string' ? meaning : meaning.text;
}

/** What is taken where a key is left out. */
function standIn(path: string, { default: value }: SchemaPart): string {
  const meaning = MEANINGS[path];
  if (typeof meaning === 'object') return meaning.standsFor;
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : 'none';
  return value === undefined || typeof value === 'object' ? 'none' : String(value);
}
