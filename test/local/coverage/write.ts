import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { known } from './known.ts';

/** `npm run coverage:sicknesses`: what `coverage` injects, out of the sicknesses of the tests. */
const path = new URL('../../../local/coverage/sicknesses.json.gz', import.meta.url);
writeFileSync(path, gzipSync(JSON.stringify(known()), { level: 9 }));
