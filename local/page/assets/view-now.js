/** @import { OpenView } from './page.js' */
import { Charts } from './charts.js';

/** @param {HTMLElement} root @param {string} service @returns {OpenView} */
export function openNow(root, service) {
  const charts = new Charts(root, service);
  return {
    heard: () => void charts.more(),
    connected: () => void charts.refill(),
    close: () => charts.close(),
  };
}
