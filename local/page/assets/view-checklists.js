/** @import { OpenView } from './page.js' */
/** @import { Checklist } from '../port.ts' */
import { ask } from './ask.js';
import { fill, h, one } from './dom.js';
import { addressOf } from './place.js';

const KINDS = ['daily', 'weekly', 'monthly'];
const WORDS = { well: 'well', bad: 'not well', unknown: 'unknown', person: 'needs a person', off: 'not watched' };

/** The checklists as they would be sent now. @param {HTMLElement} root @param {string} service @param {string} id @returns {OpenView} */
export function openChecklists(root, service, id) {
  const kind = KINDS.includes(id) ? id : 'daily';
  const links = KINDS.map((k) =>
    h('a', { href: addressOf('checklists', k), 'aria-current': k === kind ? 'true' : undefined }, k),
  );
  fill(
    root,
    h(
      'div',
      { class: 'bar' },
      h('h2', {}, 'Checklists'),
      h('nav', { class: 'ranges', 'aria-label': 'Which checklist' }, ...links),
    ),
    h('div', { class: 'checklist', 'aria-live': 'polite' }, h('p', { class: 'soft' }, 'It is filled in …')),
  );
  async function read() {
    const place = one('.checklist', root);
    try {
      /** @type {Checklist} */
      const { subject, headline, items } = await ask(`${service}/checklist?kind=${kind}`);
      fill(
        place,
        h('p', { class: 'subject' }, subject),
        h('p', {}, headline),
        h(
          'ul',
          { class: 'items' },
          ...items.map(({ status, what, fact, more }) =>
            h(
              'li',
              { 'data-status': status },
              h('span', { class: 'glyph', 'aria-hidden': 'true' }),
              h('b', {}, what),
              h(
                'span',
                { class: 'fact' },
                h('span', { class: 'unseen' }, `${WORDS[status]}: `),
                fact,
                more.length > 0 ? h('ul', {}, ...more.map((line) => h('li', {}, line))) : null,
              ),
            ),
          ),
        ),
        h('p', { class: 'soft' }, 'This is what would be sent now. Nothing was sent.'),
      );
    } catch (error) {
      fill(place, h('p', { role: 'status' }, /** @type {Error} */ (error).message));
    }
  }
  void read();
  return { connected: () => void read() };
}
