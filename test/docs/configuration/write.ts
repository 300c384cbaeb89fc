import { readFileSync, writeFileSync } from 'node:fs';
import { WEBHOOK_SCHEMA_FILE, webhookSchemaText } from '../webhook/schema.ts';
import { PAGE, SCHEMA_FILE, schemaText, withTables } from './written.ts';

// `npm run schema`: what is made from the schema of the configuration.
writeFileSync(SCHEMA_FILE, schemaText());
writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8')));
// What a webhook gets, from the schema that its messages are held to.
writeFileSync(WEBHOOK_SCHEMA_FILE, webhookSchemaText());
