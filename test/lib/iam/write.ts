import { writeFileSync } from 'node:fs';
import { ALLOW_LIST, type Allowed, allowList, differences, hasWildcard, keyOf, statementsOfAll } from './allow-list.ts';

/** `npm run iam`: writes the list of permissions anew. A wildcard that is new gets an empty reason, which the test refuses. */
const before = new Map(listBefore().map((allowed) => [keyOf(allowed), allowed.why]));
const made = statementsOfAll();
for (const difference of differences(made, listBefore())) console.log(difference);
const written = made.map((s) => (hasWildcard(s) ? { ...s, why: before.get(keyOf(s)) ?? '' } : s));
writeFileSync(ALLOW_LIST, `${JSON.stringify(written, null, 2)}\n`);

function listBefore(): Allowed[] {
  try {
    return allowList();
  } catch {
    return [];
  }
}
