import { writeFileSync } from 'node:fs';
import { dashboard } from './dashboards.ts';

/** `npm run grafana`: the dashboards of docs/examples anew, after a change of the metrics or of dashboards.ts. */
for (const source of ['cloudwatch', 'prometheus'] as const) {
  writeFileSync(`docs/examples/grafana-${source}.json`, `${JSON.stringify(dashboard(source), null, 2)}\n`);
}
