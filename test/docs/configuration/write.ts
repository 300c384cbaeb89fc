import { readFileSync, writeFileSync } from 'node:fs';
import { PAGE, SCHEMA_FILE, schemaText, withTables } from './written.ts';

// `npm run schema`: what is made from the schema of the configuration.
writeFileSync(SCHEMA_FILE, schemaText());
writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8')));
