/** @import { OpenView } from './page.js' */
/** @import { IncidentView, KindView, MessageView } from '../port.ts' */
import { orderButtons } from './actions.js';
import { ask } from './ask.js';
import { fill, h, one, renew, say } from './dom.js';
import { addressOf } from './place.js';
import { duration, localSeconds, moment, nowMs, utcDay } from './time.js';

/** One incident: why, what was seen, who was told, what to do. @param {HTMLElement} root @param {string} service @param {string} id @returns {OpenView} */
export function openIncident(root, service, id) {
  const body = h('div', { class: 'sections' });
  const since = h('p', { class: 'when' });
  const buttons = orderButtons(service);
  const head = h('header', {}, h('p', { class: 'standing' }), h('h2', {}), since);
  // These are never made anew, or a click could be lost and who writes his name would be thrown out.
  buttons.root.hidden = true;
  const article = h('article', { class: 'incident' }, head, buttons.root, body);
  fill(root, h('p', { class: 'back' }, h('a', { href: addressOf('incidents') }, 'All incidents')), article);
  /** @type {IncidentView | undefined} */
  let shown;
  async function read() {
    try {
      /** @type {IncidentView} */
      const incident = await ask(`${service}/incident?id=${encodeURIComponent(id)}`);
      // What somebody unfolded or marked stays so while nothing is new.
      if (JSON.stringify({ ...incident, postmortem: '' }) !== JSON.stringify({ ...shown, postmortem: '' })) {
        showHead(head, incident);
        buttons.root.hidden = incident.endedMs !== undefined;
        renew(body, ...parts(incident));
      }
      shown = incident;
      say(since, sinceWords(incident));
    } catch (error) {
      if (!shown) fill(body, h('p', { role: 'status' }, /** @type {Error} */ (error).message));
    }
  }
  void read();
  return {
    heard({ now }) {
      buttons.heard(now);
      void read();
    },
    connected: () => void read(),
  };
}

/** @param {IncidentView} incident */
function sinceWords({ openedMs, endedMs, acknowledgedBy }) {
  const until =
    endedMs === undefined ? `open for ${duration(nowMs() - openedMs)}` : `to ${moment(endedMs)}, ${duration(endedMs - openedMs)}`;
  return `From ${moment(openedMs)}, ${until}${acknowledgedBy ? `. ${acknowledgedBy} is on it` : ''}`;
}

/** @param {HTMLElement} head @param {IncidentView} incident */
function showHead(head, { standing, endedMs, short }) {
  head.dataset.standing = standing;
  say(one('.standing', head), endedMs === undefined ? `${standing}, open` : `${standing}, over`);
  say(one('h2', head), short);
}

/** @param {IncidentView} incident */
function parts(incident) {
  const { cause, isCertain, besides, todo, runbook, endedMs, kinds, lastWords } = incident;
  return [
    section(
      'Cause',
      cause ? h('p', { class: 'cause' }, `${isCertain ? '' : 'Probably: '}${cause}`) : h('p', {}, 'Nobody found it yet.'),
      list(besides.map((words) => `Also: ${words}`)),
    ),
    todo && endedMs === undefined
      ? section('What to do', h('p', {}, todo), h('p', { class: 'soft' }, 'Runbook: ', runbookOf(runbook)))
      : null,
    section('Alarms', alarmsOf(incident)),
    section(
      'Time line',
      h(
        'ol',
        { class: 'timeline' },
        ...incident.timeline.map(({ atMs, what }) => h('li', {}, timeOf(atMs), h('span', {}, what))),
      ),
    ),
    kinds.length > 0 ? section('Errors', ...kinds.map(kindOf)) : null,
    lastWords.length > 0 ? section('Last words', h('pre', {}, lastWords.join('\n'))) : null,
    section('Messages', ...messagesOf(incident.messages)),
    section('Postmortem', copyOf(incident.postmortem)),
  ];
}

/** @param {string} title @param {(Node | null)[]} children */
const section = (title, ...children) => h('section', {}, h('h3', {}, title), ...children);

/** @param {string[]} lines */
const list = (lines) => (lines.length > 0 ? h('ul', { class: 'besides-list' }, ...lines.map((line) => h('li', {}, line))) : null);

/** @param {number} ms */
const timeOf = (ms) => h('time', { datetime: new Date(ms).toISOString(), title: utcDay(ms) }, localSeconds(ms));

/** A link where it is one. @param {string} runbook */
const runbookOf = (runbook) =>
  /^https?:\/\//.test(runbook) ? h('a', { href: runbook, rel: 'noreferrer', target: '_blank' }, runbook) : runbook;

const STATES = { alarm: 'on', ok: 'well again', unknown: 'unknown', removed: 'no longer watched' };

/** @param {IncidentView} incident */
function alarmsOf({ members }) {
  return h(
    'ul',
    { class: 'members' },
    ...members.map(({ title, state, meaning }) =>
      h(
        'li',
        { 'data-state': state },
        h('span', { class: 'glyph', 'aria-hidden': 'true' }),
        h('span', {}, h('b', {}, title), ` ${STATES[state]}`),
        h('span', { class: 'soft' }, meaning),
      ),
    ),
  );
}

/** @param {KindView} kind */
function kindOf({ level, logger, text, count, newestMs, trace }) {
  const head = [
    h('span', { class: 'level' }, level),
    h('span', { class: 'times' }, `${count} ×`),
    h('code', {}, `${logger}  ${text}`),
    timeOf(newestMs),
  ];
  if (trace.length === 0) return h('div', { class: 'kind' }, ...head);
  return h(
    'details',
    { class: 'kind', 'data-key': `${logger} ${text}` },
    h('summary', {}, ...head),
    h('pre', {}, trace.join('\n')),
  );
}

/** @param {MessageView[]} messages */
function messagesOf(messages) {
  if (messages.length === 0) return [h('p', {}, 'Nobody was told.')];
  return messages.map(({ atMs, receiver, subject, text, failure }) =>
    h(
      'details',
      { class: 'message', 'data-key': `${atMs} ${receiver}` },
      h(
        'summary',
        {},
        timeOf(atMs),
        h('b', {}, receiver),
        h('span', {}, subject),
        failure ? h('span', { class: 'failure' }, `did not arrive: ${failure}`) : null,
      ),
      h('pre', {}, text),
    ),
  );
}

/** @param {string} markdown */
function copyOf(markdown) {
  const said = h('span', { role: 'status' });
  const copy = async () => {
    await navigator.clipboard.writeText(markdown).then(
      () => say(said, 'Copied.'),
      () => say(said, 'The browser does not allow it: mark the text below.'),
    );
  };
  return h(
    'div',
    { class: 'copy' },
    h('p', {}, h('button', { type: 'button', onclick: copy }, 'Copy as Markdown'), said),
    h('details', { 'data-key': 'postmortem' }, h('summary', {}, 'Show it'), h('pre', {}, markdown)),
  );
}
