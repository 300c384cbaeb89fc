/** @import { Sickness } from '../port.ts' */
import { ask } from './ask.js';
import { append, h, one, say } from './dom.js';

/** Puts a button for each sickness where the page says that AtlasML is simulated. @param {string} service */
export async function showSicknesses(service) {
  const place = document.querySelector('.simulated');
  if (!(place instanceof HTMLElement) || place.dataset.shown === service) return;
  place.dataset.shown = service;
  /** @type {{ id: string, simulated?: { sicknesses: Sickness[] } }[]} */
  const services = await ask('services').catch(() => []);
  const sicknesses = services.find(({ id }) => id === service)?.simulated?.sicknesses ?? [];
  const answer = h('p', { class: 'answer', role: 'status' }, 'Choose what it suffers from, and see what people would be told.');
  const suffer = async (/** @type {Sickness} */ { id, words }, /** @type {Element} */ button) => {
    for (const other of place.querySelectorAll('button')) other.removeAttribute('aria-pressed');
    button.setAttribute('aria-pressed', 'true');
    say(answer, words);
    await ask(`${service}/suffer`, { sickness: id }).catch((/** @type {Error} */ error) => say(answer, error.message));
  };
  const buttons = sicknesses.map((sickness) => {
    const button = h('button', { type: 'button', title: sickness.words, 'data-sickness': sickness.id }, sickness.label);
    button.addEventListener('click', () => void suffer(sickness, button));
    return button;
  });
  append(one('.sicknesses'), buttons);
  place.append(answer);
}
