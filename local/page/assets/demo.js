import { ask } from './ask.js';
import { one, say } from './dom.js';

/** Lets the buttons of the demo do what they say. @param {() => string} service that is looked at */
export function listenToSicknesses(service) {
  const place = document.querySelector('.simulated');
  if (!(place instanceof HTMLElement)) return;
  const answer = one('.answer', place);
  const buttons = place.querySelectorAll('button');
  const suffer = (/** @type {HTMLElement} */ button) => {
    for (const other of buttons) other.removeAttribute('aria-pressed');
    button.setAttribute('aria-pressed', 'true');
    say(answer, button.title);
    void ask(`${service()}/suffer`, { sickness: button.dataset.sickness }).catch((/** @type {Error} */ error) =>
      say(answer, error.message),
    );
  };
  for (const button of buttons) button.addEventListener('click', () => suffer(button));
}
