/** @typedef {Node | string | number | null | undefined | false | readonly (Node | string)[]} Child */

/**
 * Makes an element. Texts become text nodes, never markup: what a log says stays what it says.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [props] attributes; `on…` are listeners, `class` and `data-…` as in HTML. What is `false` or absent is left out.
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** @param {Element} element @param {Child[]} children */
export function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, /** @type {Child[]} */ (child));
    else element.append(/** @type {Node} */ (typeof child === 'number' ? String(child) : child));
  }
}

/**
 * Puts children in place of those that are there; what is the same element stays.
 * @param {Element} element @param {Child[]} children
 */
export function fill(element, ...children) {
  const made = document.createElement('div');
  append(made, children);
  element.replaceChildren(...made.childNodes);
}

/**
 * Puts children in place of those that are there, but leaves each that would be the same: who presses or marks something there, or
 * unfolded it, is not disturbed.
 * @param {Element} element @param {(Element | null)[]} children
 */
export function renew(element, ...children) {
  const made = children.filter((child) => child !== null);
  const open = new Set([...element.querySelectorAll('details[open]')].map((d) => d.getAttribute('data-key')));
  made.forEach((child, i) => {
    for (const details of [child, ...child.querySelectorAll('details')])
      if (details instanceof HTMLDetailsElement) details.open = open.has(details.getAttribute('data-key'));
    const there = element.children[i];
    if (!there) element.append(child);
    else if (!there.isEqualNode(child)) there.replaceWith(child);
  });
  while (element.children.length > made.length) element.lastElementChild?.remove();
}

/**
 * Changes a text only where it differs, so that a screen reader and a selection are left alone.
 * @param {Element} element @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * The one element of a selector.
 * @param {string} selector @param {ParentNode} [within]
 * @returns {HTMLElement}
 */
export function one(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`there is no ${selector}`);
  return found;
}
