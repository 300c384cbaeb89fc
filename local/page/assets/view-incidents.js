/** @import { OpenView } from './page.js' */
/** @import { IncidentRow } from '../port.ts' */
import { ask } from './ask.js';
import { fill, h, one, say } from './dom.js';
import { openIncident } from './incident.js';
import { addressOf, keepInAddress, place } from './place.js';
import { duration, moment, nowMs } from './time.js';

/** All incidents, or one of them. @param {HTMLElement} root @param {string} service @param {string} id @returns {OpenView} */
export function openIncidents(root, service, id) {
  return id === '' ? openList(root, service) : openIncident(root, service, id);
}

/** @param {HTMLElement} root @param {string} service @returns {OpenView} */
function openList(root, service) {
  const search = h('input', {
    type: 'search',
    id: 'search',
    value: place().more.get('search') ?? '',
    oninput: () => show(),
    placeholder: 'cause, standing, name, day',
  });
  fill(
    root,
    h('div', { class: 'bar' }, h('h2', {}, 'Incidents'), h('label', { class: 'field', for: 'search' }, 'Search', search)),
    h('p', { class: 'answer', role: 'status' }),
    h('ul', { class: 'incidents' }),
  );
  /** @type {IncidentRow[]} */
  let rows = [];
  function show() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    keepInAddress({ search: search.value || undefined });
    const found = rows.filter((row) => words.every((word) => textOf(row).includes(word)));
    say(one('.answer', root), rows.length === 0 ? 'There was no incident yet.' : found.length === 0 ? 'None is like that.' : '');
    fill(one('.incidents', root), ...found.map(item));
  }
  async function read() {
    const before = JSON.stringify(rows);
    rows = await ask(`${service}/incidents`).catch(() => rows);
    if (JSON.stringify(rows) !== before || rows.length === 0) show();
  }
  void read();
  return { heard: () => void read(), connected: () => void read() };
}

/** @param {IncidentRow} row */
const textOf = ({ id, short, standing, acknowledgedBy, openedMs, endedMs }) =>
  `${id} ${short} ${standing} ${acknowledgedBy ?? ''} ${new Date(openedMs).toISOString()} ${endedMs === undefined ? 'open' : ''}`.toLowerCase();

/** @param {IncidentRow} row */
function item({ id, openedMs, endedMs, standing, short, acknowledgedBy }) {
  const lasted =
    endedMs === undefined
      ? `open for ${duration(nowMs() - openedMs).replace(/ \d+ s$/, '')}`
      : `lasted ${duration(endedMs - openedMs)}`;
  return h(
    'li',
    { 'data-standing': standing, 'data-open': endedMs === undefined },
    h(
      'a',
      { href: addressOf('incidents', id) },
      h('span', { class: 'standing' }, standing),
      h('span', { class: 'short' }, short),
      h('span', { class: 'when' }, `${moment(openedMs)}, ${lasted}${acknowledgedBy ? `, ${acknowledgedBy}` : ''}`),
    ),
  );
}
