/** @import { Played } from '../playback.ts' */
import { ask } from './ask.js';
import { one, say } from './dom.js';
import { moment } from './time.js';

const place = document.querySelector('.playback');

/** Lets the player of a past do what it says. @param {() => string} service that is looked at */
export function listenToPlayer(service) {
  if (!(place instanceof HTMLElement)) return;
  const { play, slider, speed } = parts(place);
  const answer = one('.answer', place);
  const asked = async (/** @type {object} */ wish, isJump = false) => {
    try {
      /** @type {Played} */
      const played = await ask(`${service()}/play`, wish);
      // What is drawn goes on from what is known; after a jump all of it is of another time.
      if (isJump) return location.reload();
      place.dataset.playing = String(played.isPlaying);
      say(play, played.isPlaying ? 'Stop' : 'Play');
    } catch (error) {
      say(answer, /** @type {Error} */ (error).message);
    }
  };
  const isPlaying = () => place.dataset.playing === 'true';
  // Played at its end it begins anew.
  play.addEventListener('click', () => asked({ isPlaying: !isPlaying() }, !isPlaying() && slider.value === slider.max));
  speed.addEventListener('change', () => asked({ speed: Number(speed.value) }));
  slider.addEventListener('input', () => {
    place.dataset.held = '';
    say(answer, moment(Number(slider.value)));
  });
  slider.addEventListener('change', () => asked({ toMs: Number(slider.value) }, true));
  for (const button of place.querySelectorAll('.to'))
    button.addEventListener('click', () => asked({ toMs: Number(/** @type {HTMLElement} */ (button).dataset.to) }, true));
}

/** Moves the slider with the time; one that somebody holds stays. @param {number} ms of the clock of the past */
export function showMoment(ms) {
  if (!(place instanceof HTMLElement) || place.dataset.held !== undefined) return;
  const { play, slider } = parts(place);
  const value = String(Math.min(Number(slider.max), Math.floor(ms)));
  if (slider.value !== value) slider.value = value;
  slider.setAttribute('aria-valuetext', moment(ms));
  if (ms >= Number(slider.max) && place.dataset.playing === 'true') {
    place.dataset.playing = 'false';
    say(play, 'Play');
  }
}

/** @param {HTMLElement} within */
function parts(within) {
  return {
    play: one('.play', within),
    slider: /** @type {HTMLInputElement} */ (one('.moment', within)),
    speed: /** @type {HTMLSelectElement} */ (one('.speed', within)),
  };
}
