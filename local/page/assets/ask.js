/**
 * Asks the monitor.
 * @param {string} path below `/api/` @param {unknown} [body] makes it a POST @param {AbortSignal} [signal]
 * @returns {Promise<any>} @throws {Error} with a sentence for the reader
 */
export async function ask(path, body, signal) {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/api/${path}`, { ...(body === undefined ? {} : post), ...(signal && { signal }) }).catch(
    (/** @type {Error} */ error) => {
      if (error.name === 'AbortError') throw error;
      throw new Error('The monitor does not answer.');
    },
  );
  const value = await response.json().catch(() => ({ error: 'The monitor answers in another way than this page knows.' }));
  if (!response.ok) throw new Error(value.error ?? `The monitor answers ${response.status}.`);
  return value;
}
