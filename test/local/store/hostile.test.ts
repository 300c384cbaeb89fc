import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { incident, member } from '../../functions/report-incident/support.ts';
import { allForms, SECRET } from '../../secrets/forms.ts';
import { newFolder, storeIn, T0, up } from './support.ts';

const parts = Array.from({ length: SECRET.length - 7 }, (_, i) => SECRET.slice(i, i + 8));

test('whatever is written: no file holds a secret, and nobody else may read one', async () => {
  const folder = newFolder();
  const { store } = storeIn(folder);
  for (const text of allForms(SECRET)) {
    store.logs.add([{ timestamp: T0, message: `2026-11-25 10:00:00 - ERROR - atlasml.app - ${text}`, logStream: text }]);
    store.messages.add({ atMs: T0, receiver: 'slack', kind: 'opened', subject: text, text, failure: text });
    store.failed('Metrics', new Error(text), 'They wait.');
    await store.state.archive(incident([member('endpoint-down', 2, { subject: 'health', title: text })], { short: text }));
  }
  await store.put(up(1), T0);
  const files = readdirSync(folder);
  expect(files.filter((name) => name.endsWith('-wal')).length).toBeGreaterThan(0);
  for (const name of files) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  store.close();
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name)).toString('latin1');
    expect([name, parts.filter((part) => bytes.includes(part))]).toEqual([name, []]);
  }
});
