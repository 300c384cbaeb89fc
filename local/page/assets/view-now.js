/** @import { LiveNow } from '../port.ts' */
/** @import { OpenView } from './page.js' */
import { orderButtons } from './actions.js';
import { Charts } from './charts.js';
import { fill, h } from './dom.js';
import { addressOf } from './place.js';

/** How it stands, with what to do where something is wrong, and what was measured. @param {HTMLElement} root @param {string} service @returns {OpenView} */
export function openNow(root, service) {
  const wrong = h('section', { class: 'wrong', 'aria-label': 'What to do', hidden: true });
  const buttons = orderButtons(service);
  const folded = h('details', {}, h('summary', {}, 'Acknowledge, silence, test'), buttons);
  root.append(wrong);
  const charts = new Charts(root, service);
  let shown = '';
  return {
    /** @param {LiveNow} live */
    heard({ now }) {
      const id = now.incident?.id ?? '';
      wrong.hidden = id === '' && !now.silence;
      if (id !== shown || wrong.childElementCount === 0) {
        shown = id;
        fill(
          wrong,
          id === ''
            ? null
            : h(
                'p',
                {},
                h('a', { class: 'to-incident', href: addressOf('incidents', id) }, 'See the cause, the evidence and what to do'),
              ),
          folded,
        );
      }
      void charts.more();
    },
    connected: () => void charts.refill(),
    close: () => charts.close(),
  };
}
