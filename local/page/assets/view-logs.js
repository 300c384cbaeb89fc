/** @import { OpenView } from './page.js' */
/** @import { Lines, LineView } from '../port.ts' */
import { ask } from './ask.js';
import { fill, h, one, say } from './dom.js';
import { levelOf } from './levels.js';
import { keepInAddress, place } from './place.js';
import { queryBox } from './query.js';
import { localSeconds, moment, utcDay } from './time.js';

const LEVELS = ['all', 'info', 'warning', 'error'];
/** More than that slows a browser down, and nobody reads it. */
const MOST = 2_000;

/** The log as it comes, and questions to it. @param {HTMLElement} root @param {string} service @returns {OpenView} */
export function openLogs(root, service) {
  const level = h(
    'select',
    { id: 'level', onchange: () => show(true) },
    ...LEVELS.map((l) => h('option', { value: l }, l === 'all' ? 'every level' : `${l} and worse`)),
  );
  const words = h('input', { id: 'words', type: 'search', oninput: () => show(true), placeholder: 'a text in the line' });
  const follows = h('input', { id: 'follows', type: 'checkbox', checked: true });
  const asked = place().more;
  level.value = LEVELS.includes(asked.get('level') ?? '') ? /** @type {string} */ (asked.get('level')) : 'all';
  words.value = asked.get('words') ?? '';
  const older = h('button', { type: 'button', onclick: () => void back() }, 'Older lines');
  const lines = h('ol', { class: 'lines', tabindex: '0', 'aria-label': 'Lines of the log' });
  fill(
    root,
    h('div', { class: 'bar' }, h('h2', {}, 'Logs')),
    queryBox(service),
    h(
      'section',
      { class: 'tail', 'aria-label': 'The log' },
      h(
        'div',
        { class: 'row' },
        h('label', { class: 'field', for: 'level' }, 'Level', level),
        h('label', { class: 'field', for: 'words' }, 'Search', words),
        h('label', { class: 'check', for: 'follows' }, follows, 'follow'),
        older,
      ),
      h('p', { class: 'answer', role: 'status' }),
      lines,
    ),
  );
  /** @type {LineView[]} */
  let kept = [];
  let newestMs = 0;
  let oldestMs = 0;
  let isAsking = false;

  /** Of a traceback the level is that of the line before it. */
  let current = 'info';
  let count = 0;
  /** @param {LineView[]} of @returns {LineView[]} */
  function matching(of) {
    const least = LEVELS.indexOf(level.value);
    const text = words.value.toLowerCase();
    return of.filter((line) => {
      current = levelOf(line.message) ?? current;
      return LEVELS.indexOf(current === 'debug' ? 'all' : current) >= least && line.message.toLowerCase().includes(text);
    });
  }
  /** Shows all that is kept anew. @param {boolean} [isChosen] */
  function show(isChosen = false) {
    if (isChosen) keepInAddress({ level: level.value === 'all' ? undefined : level.value, words: words.value || undefined });
    current = 'info';
    const found = matching(kept);
    count = found.length;
    followed(() => fill(lines, ...found.slice(-MOST).map(lineItem)));
  }
  /** What is new comes below; all else stays as it is, for it is much. @param {LineView[]} read */
  function add(read) {
    const found = matching(read);
    count += found.length;
    followed(() => {
      lines.append(...found.map(lineItem));
      while (lines.childElementCount > MOST) lines.firstElementChild?.remove();
    });
  }
  /** @param {() => void} change of the lines; whoever reads their end goes on to do so */
  function followed(change) {
    const isAtEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
    change();
    if (follows.checked && isAtEnd) lines.scrollTop = lines.scrollHeight;
    const none = kept.length === 0 ? 'No lines are kept of this time.' : 'No line is like that.';
    say(one('.tail .answer', root), count === 0 ? none : `${plural(count, 'line')} since ${moment(oldestMs)}`);
  }
  async function first() {
    /** @type {Lines} */
    const read = await ask(`${service}/lines`);
    kept = read.lines;
    oldestMs = read.fromMs;
    newestMs = kept.at(-1)?.atMs ?? read.fromMs;
    show();
    lines.scrollTop = lines.scrollHeight;
  }
  async function more() {
    if (isAsking || newestMs === 0 || !follows.checked) return;
    isAsking = true;
    /** @type {Lines | undefined} */
    const read = await ask(`${service}/lines?since=${newestMs}`).catch(() => undefined);
    isAsking = false;
    if (!read || read.lines.length === 0) return;
    kept = [...kept, ...read.lines].slice(-2 * MOST);
    newestMs = kept.at(-1)?.atMs ?? newestMs;
    add(read.lines);
  }
  async function back() {
    /** @type {Lines} */
    const read = await ask(`${service}/lines?to=${oldestMs - 1}`);
    kept = [...read.lines, ...kept];
    oldestMs = read.fromMs;
    show();
    lines.scrollTop = 0;
  }
  void first().catch((/** @type {Error} */ error) => say(one('.tail .answer', root), error.message));
  return { heard: () => void more(), connected: () => void more() };
}

/** @param {number} count @param {string} what */
const plural = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** @param {LineView} line */
function lineItem({ atMs, message, stream }) {
  const level = levelOf(message);
  return h(
    'li',
    { 'data-level': level },
    h('time', { title: utcDay(atMs) }, localSeconds(atMs)),
    stream ? h('span', { class: 'soft' }, stream) : null,
    h('code', {}, message),
  );
}
