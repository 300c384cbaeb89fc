/** @import { OpenView } from './page.js' */
/** @import { AlarmView } from '../port.ts' */
import { ask } from './ask.js';
import { shortNumber } from './chart.js';
import { fill, h, one, renew } from './dom.js';
import { duration, moment, nowMs } from './time.js';

const STATES = { ALARM: 'on', OK: 'quiet', INSUFFICIENT_DATA: 'no data' };
const SEVERITIES = { page: 'wakes somebody', warn: 'can wait for the morning' };

/** @param {HTMLElement} root @param {string} service @returns {OpenView} */
export function openAlarms(root, service) {
  fill(root, h('div', { class: 'bar' }, h('h2', {}, 'Alarms')), heads(), h('ul', { class: 'alarms' }));
  let shown = '';
  async function read() {
    /** @type {AlarmView[]} */
    const alarms = await ask(`${service}/alarms`).catch(() => []);
    if (alarms.length === 0 || JSON.stringify(alarms) === shown) return;
    shown = JSON.stringify(alarms);
    renew(one('.alarms', root), ...alarms.map(item));
  }
  void read();
  return { heard: () => void read(), connected: () => void read() };
}

/** What the columns are; a screen reader has the words in each row. */
function heads() {
  const words = ['', 'Alarm', 'State', 'Newest value', 'Goes on when it is'];
  return h('p', { class: 'heads', 'aria-hidden': 'true' }, ...words.map((word) => h('span', {}, word)));
}

/** @param {AlarmView} alarm */
function item({ name, title, severity, state, sinceMs, rule, value, unit, reason, meaning }) {
  return h(
    'li',
    {},
    h(
      'details',
      { 'data-key': name },
      h(
        'summary',
        { 'data-state': state },
        h('span', { class: 'glyph', 'aria-hidden': 'true' }),
        h('span', { class: 'title' }, title),
        h('span', { class: 'state' }, `${STATES[state]}`),
        h('span', { class: 'value' }, value ? `${shortNumber(value.value)}${unit && `\u00a0${unit}`}` : 'unknown'),
        h('span', { class: 'rule' }, rule),
      ),
      h(
        'dl',
        {},
        ...entry('Since', `${moment(sinceMs)}, ${duration(nowMs() - sinceMs).replace(/ \d+ s$/, '')}`),
        ...entry('Why', reason),
        ...entry('It means', meaning),
        ...entry('Severity', SEVERITIES[severity]),
        ...entry('Name', name),
      ),
    ),
  );
}

/** @param {string} term @param {string} words */
const entry = (term, words) => [h('dt', {}, term), h('dd', {}, words)];
