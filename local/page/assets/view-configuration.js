/** @import { OpenView } from './page.js' */
import { ask } from './ask.js';
import { fill, h, one } from './dom.js';

/** The configuration as it is in force. @param {HTMLElement} root @param {string} service @returns {OpenView} */
export function openConfiguration(root, service) {
  fill(root, h('div', { class: 'bar' }, h('h2', {}, 'Configuration in force')), h('div', { class: 'configuration' }));
  async function read() {
    const place = one('.configuration', root);
    try {
      fill(
        place,
        tree(await ask(`${service}/configuration`)),
        h('p', { class: 'soft' }, 'With all defaults. Of secrets only the names of their parameters are known here.'),
      );
    } catch (error) {
      fill(place, h('p', { role: 'status' }, /** @type {Error} */ (error).message));
    }
  }
  void read();
  return {};
}

/** @param {unknown} value @returns {Node} */
function tree(value) {
  if (Array.isArray(value)) {
    if (value.length === 0) return h('span', { class: 'soft' }, 'none');
    return h('ol', {}, ...value.map((one) => h('li', {}, tree(one))));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return h('span', { class: 'soft' }, 'none');
    return h('dl', {}, ...entries.flatMap(([key, one]) => [h('dt', {}, key), h('dd', {}, tree(one))]));
  }
  return h('code', {}, String(value));
}
