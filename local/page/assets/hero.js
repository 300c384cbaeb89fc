/** @import { Now, Part } from '../port.ts' */
import { fill, h, one, say } from './dom.js';
import { duration, moment, nowMs } from './time.js';

/** A shape and a word for each verdict: nobody must tell colours apart. */
const WORDS = {
  well: 'Well',
  warned: 'Needs a look',
  failing: 'Failing',
  down: 'Down',
  unstable: 'Unstable',
  unknown: 'Unknown',
};
/** @type {Record<string, string>} */
const ICONS = { well: 'well', unknown: 'unknown', warned: 'warned', unstable: 'warned' };
const PART_WORDS = { well: 'well', failing: 'failing', unknown: 'unknown' };

/** Longer ones are written smaller, so that what stands below stays where it is. As in `shell.ts`. */
const LONG = 80;

/** @type {string | undefined} */
let saidVerdict;

/** Shows how it stands, large. @param {Now} now */
export function showNow(now) {
  setVerdict(now.verdict, now.sentence);
  say(one('.verdict'), WORDS[now.verdict]);
  say(one('.since'), sinceWords(now));
  fill(one('.besides'), ...now.besides.map((words) => h('li', {}, words)));
  showParts(now.parts);
}

/** Nothing is known any more: the page is as old as the last word of the monitor. @param {number} sinceMs of the reader's clock */
export function showAlone(sinceMs) {
  const words = `The monitor has not answered for ${duration(Date.now() - sinceMs)}. What stands here is from before.`;
  setVerdict('unknown', words);
  say(one('.verdict'), WORDS.unknown);
  say(one('.since'), 'This page looks for it each second and goes on by itself.');
  for (const part of document.querySelectorAll('.part')) {
    part.setAttribute('data-state', 'unknown');
    say(one('.state', part), 'unknown');
  }
  one('.parts').dataset.shown = '';
}

/** @param {Now['verdict']} verdict @param {string} sentence */
function setVerdict(verdict, sentence) {
  const root = document.documentElement;
  if (root.dataset.verdict !== verdict) root.dataset.verdict = verdict;
  say(one('.sentence'), sentence);
  one('.sentence').toggleAttribute('data-long', sentence.length > LONG);
  if (document.title !== sentence) document.title = sentence;
  const icon = `/assets/icon-${ICONS[verdict] ?? 'failing'}.svg`;
  const link = document.querySelector('link[rel=icon]');
  if (link && link.getAttribute('href') !== icon) link.setAttribute('href', icon);
  // Each new figure would be read aloud; what matters is that it stands otherwise.
  if (saidVerdict !== undefined && saidVerdict !== verdict) say(one('.announcement'), sentence);
  saidVerdict = verdict;
}

/** @param {Now} now */
function sinceWords({ incident, silence }) {
  const words = [];
  if (incident) words.push(`Since ${moment(incident.sinceMs)}, for ${duration(nowMs() - incident.sinceMs)}.`);
  if (incident?.acknowledgedBy) words.push(`${incident.acknowledgedBy} is on it.`);
  if (silence) words.push(`Silent until ${moment(silence.untilMs)}: ${silence.why} (${silence.by}). Nobody is told.`);
  return words.join(' ');
}

/** @param {Part[]} parts */
function showParts(parts) {
  const list = one('.parts');
  const shown = JSON.stringify(parts.map(({ atMs: _, ...part }) => part));
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  fill(
    list,
    ...parts.map(({ name, of, state, words }) =>
      h(
        'li',
        { class: 'part', 'data-state': state, title: words },
        h('span', { class: 'glyph', 'aria-hidden': 'true' }),
        h('span', { class: 'name' }, of ? `${of} / ${name}` : name),
        h('span', { class: 'state' }, PART_WORDS[state]),
        state === 'well' || words === '' ? null : h('span', { class: 'words' }, words),
      ),
    ),
  );
}
