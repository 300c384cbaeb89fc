import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' } },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(from)) {
  console.error('usage: npm run faults -- [--seeds N] [--from SEED], whole numbers');
  process.exit(2);
}
let broken = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const failures = await simulate(seed);
  if (failures.length === 0) continue;
  broken++;
  console.log(`seed ${seed}:`);
  for (const failure of failures) console.log(`  ${failure}`);
  console.log(`  again: npm run faults -- --seeds 1 --from ${seed}`);
}
console.log(`faults: ${seeds} seeds, ${broken} broken, each receiver alone, two and all six, DynamoDB and SQLite`);
process.exitCode = broken > 0 ? 1 : 0;
