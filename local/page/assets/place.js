/**
 * Where the reader is, in the address, so that a view can be sent to a colleague: `#/incidents/ID?range=7d`.
 * @typedef {{ view: string, id: string, more: URLSearchParams }} Place
 */

/** @returns {Place} */
export function place() {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [view = '', ...rest] = path.split('/').map(decoded);
  return { view: view || 'now', id: rest.join('/'), more: new URLSearchParams(query) };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The address of another place. What stays the same everywhere, such as the service, is kept.
 * @param {string} view @param {string} [id] @param {Record<string, string | undefined>} [more] replaces; undefined takes away
 */
export function addressOf(view, id = '', more = {}) {
  const here = place();
  const query = new URLSearchParams();
  for (const name of ['service', 'range']) {
    const value = here.more.get(name);
    if (value !== null) query.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const path = [view, ...(id ? [id] : [])].map(encodeURIComponent).join('/');
  return `#/${path}${query.size > 0 ? `?${query}` : ''}`;
}

/**
 * Changes what the address says of this view, without a step in the history.
 * @param {Record<string, string | undefined>} more
 */
export function keepInAddress(more) {
  const { view, id, more: there } = place();
  const all = { ...Object.fromEntries(there), ...more };
  history.replaceState(null, '', addressOf(view, id, all));
}
