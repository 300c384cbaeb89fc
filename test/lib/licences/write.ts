import { writeFileSync } from 'node:fs';
import { bundles, LICENCES, licencesText } from './list.ts';

/** `npm run licences`: writes the list of what is in the bundles. */
writeFileSync(LICENCES, licencesText(bundles()));
