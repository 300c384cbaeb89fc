/** @import { Language, QueryAnswer } from '../port.ts' */
import { ask } from './ask.js';
import { completions, wordBefore } from './complete.js';
import { fill, h, say } from './dom.js';
import { keepInAddress, place } from './place.js';
import { drawResult } from './result-chart.js';
import { nowMs } from './time.js';

/** @type {[string, string, number][]} */
const SPANS = [
  ['15m', '15 minutes', 15],
  ['1h', '1 hour', 60],
  ['24h', '24 hours', 1440],
  ['7d', '7 days', 10_080],
];
const FIRST = 'fields @timestamp, @message\n| filter @message like /ERROR/\n| sort @timestamp desc\n| limit 50';

/** A box for questions in the language of Logs Insights. @param {string} service */
export function queryBox(service) {
  const asked = place().more;
  const box = h('textarea', {
    id: 'query',
    rows: '4',
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    'aria-describedby': 'query-help',
    'aria-autocomplete': 'list',
    'aria-controls': 'choices',
  });
  box.value = asked.get('query') ?? FIRST;
  const marks = h('pre', { class: 'marks', 'aria-hidden': 'true' });
  const span = h('select', { id: 'span' }, ...SPANS.map(([value, label]) => h('option', { value }, label)));
  span.value = SPANS.some(([value]) => value === asked.get('span')) ? /** @type {string} */ (asked.get('span')) : '1h';
  const choices = h('ul', { id: 'choices', class: 'choices', role: 'listbox', 'aria-label': 'Words that fit', hidden: true });
  const answer = h('p', { class: 'answer', role: 'status' });
  const result = h('div', { class: 'result' });
  /** @type {Language} */
  let language = { commands: [], functions: [], fields: [] };
  void ask(`${service}/language`).then((known) => {
    language = known;
  });
  let chosen = -1;

  async function run() {
    close();
    keepInAddress({ query: box.value, span: span.value });
    say(answer, 'It is asked …');
    fill(marks);
    const minutes = SPANS.find(([value]) => value === span.value)?.[2] ?? 60;
    const endMs = Math.round(nowMs());
    try {
      /** @type {QueryAnswer} */
      const found = await ask(`${service}/query`, { text: box.value, startMs: endMs - minutes * 60_000, endMs });
      if (found.state === 'wrong') return wrong(found.message, found.offset, found.length);
      box.removeAttribute('aria-invalid');
      say(answer, [found.words, ...found.warnings].join('. '));
      fill(result, drawResult(found), table(found.columns, found.rows), consoleLink(found.console));
    } catch (error) {
      say(answer, /** @type {Error} */ (error).message);
    }
  }

  /** Marks the place that is wrong in the query itself. @param {string} message @param {number} offset @param {number} length */
  function wrong(message, offset, length) {
    box.setAttribute('aria-invalid', 'true');
    const end = Math.max(offset + 1, offset + length);
    fill(marks, box.value.slice(0, offset), h('mark', {}, box.value.slice(offset, end) || ' '), box.value.slice(end));
    say(answer, message);
    fill(result);
  }

  function close() {
    choices.hidden = true;
    chosen = -1;
    box.removeAttribute('aria-activedescendant');
  }
  function complete() {
    const found = completions(box.value, box.selectionStart, language);
    if (found.length === 0) return close();
    chosen = -1;
    fill(
      choices,
      ...found.map((word, i) =>
        h(
          'li',
          {
            id: `choice-${i}`,
            role: 'option',
            'aria-selected': 'false',
            onpointerdown: (/** @type {Event} */ e) => {
              e.preventDefault();
              take(word);
            },
          },
          word,
        ),
      ),
    );
    choices.hidden = false;
  }
  /** @param {number} step */
  function move(step) {
    const items = [...choices.children];
    chosen = (chosen + step + items.length) % items.length;
    for (const [i, item] of items.entries()) item.setAttribute('aria-selected', String(i === chosen));
    box.setAttribute('aria-activedescendant', `choice-${chosen}`);
  }
  /** @param {string} word */
  function take(word) {
    const { from } = wordBefore(box.value, box.selectionStart);
    box.setRangeText(word, from, box.selectionStart, 'end');
    close();
    box.focus();
  }
  box.addEventListener('input', () => {
    fill(marks);
    complete();
  });
  box.addEventListener('blur', close);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void run();
    } else if (!choices.hidden && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (!choices.hidden && event.key === 'Enter' && chosen >= 0) {
      event.preventDefault();
      take(choices.children[chosen]?.textContent ?? '');
    } else if (event.key === 'Escape') close();
  });
  box.addEventListener('scroll', () => {
    marks.scrollTop = box.scrollTop;
  });
  return h(
    'section',
    { class: 'query', 'aria-label': 'Ask the log' },
    h('label', { for: 'query' }, 'Ask in the language of Logs Insights'),
    h('div', { class: 'box' }, marks, box, choices),
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'button', class: 'first', onclick: () => void run() }, 'Run'),
      h('label', { class: 'field', for: 'span' }, 'of the last', span),
      h('p', { id: 'query-help', class: 'soft' }, 'Ctrl+Enter runs it; arrow down and Enter take a word.'),
    ),
    answer,
    result,
  );
}

/** @param {string[]} columns @param {Record<string, string>[]} rows */
function table(columns, rows) {
  if (rows.length === 0) return null;
  const shown = columns.filter((c) => c !== '@ptr');
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Rows' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...shown.map((c) => h('th', { scope: 'col' }, c)))),
      h('tbody', {}, ...rows.map((row) => h('tr', {}, ...shown.map((c) => h('td', {}, row[c] ?? ''))))),
    ),
  );
}

/** @param {string | undefined} link */
const consoleLink = (link) =>
  link && /^https:\/\//.test(link)
    ? h('p', {}, h('a', { href: link, rel: 'noreferrer', target: '_blank' }, 'The same query in CloudWatch'))
    : null;
