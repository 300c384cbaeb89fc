import { openForReading, openStore } from '../../../local/store/open-store.ts';
import { writerOf } from '../../../local/store/writer-lock.ts';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';
import { T0 } from './kill-writer.ts';

/** Opens a folder as somebody who may only read it, and one that is closed to him, and prints what is known then. */
const [directory = '', closed = ''] = process.argv.slice(2);
const NOBODY = 65_534;
// The superuser may write everywhere.
if (process.getuid?.() === 0) {
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
const said: string[] = [];
const store = openStore({ directory, environment: 'test', now: () => T0, onNotice: (text) => said.push(text) });
const { state } = await store.state.load();
await store.put([{ key: 'up', value: 1, dimensions: {} }], T0);
const read = await store.read({
  namespace: 'AtlasML/Monitor',
  metric: 'Up',
  dimensions: { Environment: 'test' },
  statistic: 'Sum',
  periodSeconds: 60,
  startMs: T0,
  endMs: T0 + 60_000,
});
const refused = await Promise.all(
  [
    () => openForReading(closed, 'test'),
    () => writerOf(closed),
    () => machineSecrets({ environment: {}, directory: closed }).read('/monitor/password'),
  ].map(async (look) => {
    try {
      return (await look()) && 'open';
    } catch (error) {
      return (error as Error).message;
    }
  }),
);
console.log(JSON.stringify({ said, version: state.version, alarms: store.alarms.load(), read, refused }));
