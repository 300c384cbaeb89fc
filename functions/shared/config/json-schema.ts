import { z } from 'zod';
import { MEANINGS } from './meanings.ts';
import { configSchema } from './schema.ts';
import { MOST_SERVICES, OF_ONE_SERVICE } from './services.ts';

/** A part of a JSON schema, as far as it is read here. */
export interface SchemaPart {
  description?: string;
  default?: unknown;
  properties?: Record<string, SchemaPart>;
  required?: string[];
  items?: SchemaPart;
  anyOf?: SchemaPart[];
  oneOf?: SchemaPart[];
  [key: string]: unknown;
}

/** A key of the configuration: its path, `[]` for the entries of a list. One that several forms have comes once for each. */
export interface Key {
  path: string;
  part: SchemaPart;
  isRequired: boolean;
}

/**
 * The JSON schema (2020-12) of one service, made from the schema that checks it, with a description for each key. What only the checks
 * know (keys that go together, names that must differ) is not in it.
 */
export function serviceSchema(): SchemaPart {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as SchemaPart;
  for (const { path, part } of keysOf(schema)) {
    const meaning = MEANINGS[path];
    if (meaning !== undefined) part.description = plain(typeof meaning === 'string' ? meaning : meaning.text);
  }
  return schema;
}

/** The schema of a whole file, for editors: one service, or several with what they share. In JSON the file may name it as `$schema`. */
export function fileSchema(): SchemaPart {
  const { $schema, properties = {}, ...service } = serviceSchema();
  const keys = Object.keys(properties);
  const refer = (names: string[]) => Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
  const named = { $schema: { type: 'string' } };
  const shared = keys.filter((key) => !OF_ONE_SERVICE.some((own) => own === key));
  const services = {
    description: plain(String(MEANINGS.services)),
    type: 'array',
    minItems: 1,
    maxItems: MOST_SERVICES,
    items: { ...service, properties: refer(keys) },
  };
  return {
    $schema,
    title: 'AtlasML Monitor: monitor.config',
    anyOf: [
      { ...service, properties: { ...named, ...refer(keys) } },
      { ...service, properties: { ...named, ...refer(shared), services }, required: ['services'] },
    ],
    $defs: properties,
  };
}

/** All keys of a schema, those of a list's entries with `[]`. */
export function keysOf({ properties = {}, required = [], items, anyOf = [], oneOf = [] }: SchemaPart, path = ''): Key[] {
  const own = Object.entries(properties).flatMap(([name, part]) => {
    const key = { path: path === '' ? name : `${path}.${name}`, part, isRequired: required.includes(name) };
    return [key, ...keysOf(part, key.path)];
  });
  const entries = items ? keysOf(items, `${path}[]`) : [];
  return [...own, ...entries, ...[...anyOf, ...oneOf].flatMap((form) => keysOf(form, path))];
}

/** A rendered text: editors show the links of Markdown as they are. */
const plain = (text: string): string => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
