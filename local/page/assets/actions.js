/** @import { Now } from '../port.ts' */
import { ask } from './ask.js';
import { h, say } from './dom.js';
import { nowMs } from './time.js';

const NAME = 'atlasml-monitor name';

/**
 * What a person can do: take an incident, silence all, try whether messages arrive.
 * @param {string} service @returns {{ root: HTMLElement, heard(now: Now): void }}
 */
export function orderButtons(service) {
  const name = h('input', {
    id: 'by',
    autocomplete: 'name',
    maxlength: '100',
    value: localStorage.getItem(NAME) ?? '',
    required: true,
  });
  const until = h('input', { id: 'until', type: 'datetime-local' });
  const answer = h('p', { class: 'answer', role: 'status' });
  const root = h('form', { class: 'actions', onsubmit: (/** @type {Event} */ event) => event.preventDefault() });

  /** @param {Record<string, unknown>} order */
  async function send(order) {
    if (order.order !== 'test' && name.value.trim() === '') {
      say(answer, 'Write your name first: others see who is on it.');
      name.focus();
      return;
    }
    localStorage.setItem(NAME, name.value.trim());
    say(answer, 'The monitor is asked …');
    const buttons = root.querySelectorAll('button');
    for (const button of buttons) button.disabled = true;
    try {
      const { said } = await ask(`${service}/order`, { ...order, ...(order.order !== 'test' && { by: name.value.trim() }) });
      say(answer, said);
    } catch (error) {
      say(answer, /** @type {Error} */ (error).message);
    }
    for (const button of buttons) button.disabled = false;
  }

  const why = 'silenced on the page';
  const silence = (/** @type {number} */ minutes) => () => send({ order: 'silence', minutes, why });
  const untilEight = () => send({ order: 'silence', minutes: minutesTo(nextEight().getTime()), why });
  const untilThen = () => {
    const minutes = minutesTo(new Date(until.value).getTime());
    if (Number.isFinite(minutes) && minutes > 0 && minutes <= 1440) return send({ order: 'silence', minutes, why });
    say(answer, 'Choose a time within the next 24 hours.');
    return until.focus();
  };
  const button = (/** @type {string} */ label, /** @type {() => unknown} */ onclick, isFirst = false) =>
    h('button', { type: 'button', onclick, class: isFirst ? 'first' : undefined }, label);
  const acknowledge = button('Acknowledge', () => send({ order: 'ack' }), true);
  const eight = button(eightWords(), untilEight);
  const end = button('End the silence', () => send({ order: 'end-silence' }));
  root.append(
    h(
      'div',
      { class: 'row' },
      h('label', { class: 'field', for: 'by' }, 'Your name', name),
      acknowledge,
      button('Send a test', () => send({ order: 'test' })),
    ),
    h(
      'fieldset',
      { class: 'row' },
      h('legend', {}, 'Tell nobody for'),
      button('10 minutes', silence(10)),
      button('1 hour', silence(60)),
      eight,
      h('span', { class: 'until' }, h('label', { for: 'until' }, 'until'), until, button('Silence', untilThen)),
      end,
    ),
    answer,
  );
  return {
    root,
    heard({ incident, silence }) {
      acknowledge.hidden = !incident;
      end.hidden = !silence;
      say(eight, eightWords());
    },
  };
}

/** The next morning where the reader is: who is woken at four means the one that comes. */
export function nextEight() {
  const morning = new Date(nowMs());
  if (morning.getHours() >= 8) morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return morning;
}

const eightWords = () => `until 8:00 ${new Date(nowMs()).getHours() < 8 ? 'today' : 'tomorrow'}`;

/** @param {number} ms */
const minutesTo = (ms) => Math.min(1440, Math.ceil((ms - nowMs()) / 60_000));
