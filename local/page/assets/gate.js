import { one, say } from './dom.js';

one('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const token = /** @type {HTMLInputElement} */ (one('#token')).value;
  const response = await fetch('/api/enter', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (response.ok) location.reload();
  else say(one('.answer'), (await response.json()).error);
});
