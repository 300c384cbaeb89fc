/** @import { LiveNow } from '../port.ts' */
/** @import { OpenView } from './page.js' */
import { orderButtons } from './actions.js';
import { Charts } from './charts.js';
import { fill, h } from './dom.js';
import { addressOf } from './place.js';

/** How it stands, with what to do, and what was measured. @param {HTMLElement} root @param {string} service @returns {OpenView} */
export function openNow(root, service) {
  const way = h('p', {});
  const buttons = orderButtons(service);
  const folded = h('details', {}, h('summary', {}, 'Acknowledge, silence, test'), buttons.root);
  root.append(h('section', { class: 'next', 'aria-label': 'What to do' }, way, folded));
  const charts = new Charts(root, service);
  /** @type {string | undefined} */
  let shown;
  return {
    /** @param {LiveNow} live */
    heard({ now }) {
      const id = now.incident?.id ?? '';
      buttons.heard(now);
      if (id !== shown) {
        shown = id;
        const href = id === '' ? addressOf('incidents') : addressOf('incidents', id);
        fill(way, h('a', { class: id && 'to-incident', href }, id ? 'Cause, evidence, what to do' : 'Past incidents'));
      }
      void charts.more();
    },
    connected: () => void charts.refill(),
    moved: () => charts.moved(),
    close: () => charts.close(),
  };
}
