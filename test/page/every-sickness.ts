import { test } from 'vitest';
import { inBrowser } from './support/browser.ts';
import { isTold, QUIET, SAID, wakesNobody } from './support/sicknesses.ts';

/** `npm run page:sicknesses`: each button of the demo, which takes minutes. */
inBrowser('each sickness, chosen on the page', () => {
  test.for(Object.keys(SAID))('%s is told', (id, { expect }) => isTold(id, expect));
  test.for(QUIET)('%s wakes nobody', (id, { expect }) => wakesNobody(id, expect));
});
