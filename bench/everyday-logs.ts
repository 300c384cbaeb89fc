import { closeSync, openSync, writeSync } from 'node:fs';
import { seeded } from './corpus-like.ts';

/** The forms of the everyday logs: plain lines, JSON in the envelope of an export, and JSON behind an ISO time. */
export type EverydayForm = 'text' | 'jsonl' | 'iso';

const SERVICES = ['api', 'auth', 'billing', 'search', 'mailer', 'worker', 'catalog', 'gateway'];
const PATHS = ['/orders', '/orders/items', '/users', '/login', '/search', '/invoices', '/health', '/größen', '/export', '/tags'];
const TEXTS = ['request done', 'cache miss, asked the store', 'Übung gespeichert ✅', 'retried after 2 attempts', 'said "ok"'];

/**
 * Writes a log as many services do: a line is one request, with a time of its own.
 * @param bytes the least size of the file. The same seed gives the same file on every machine.
 */
export function writeEverydayLog(path: string, bytes: number, form: EverydayForm, seed = 7): void {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const file = openSync(path, 'w');
  let at = Date.UTC(2026, 10, 25);
  let written = 0;
  try {
    while (written < bytes) {
      let block = '';
      while (block.length < 1 << 20) {
        // Now and then a line is late, as where several processes write one log.
        at += Math.floor(random() * 60);
        const ms = random() < 0.02 ? at - Math.floor(random() * 2000) : at;
        const status = random() < 0.03 ? pick([500, 502, 503]) : random() < 0.1 ? pick([400, 404]) : pick([200, 200, 201]);
        const entry = {
          level: status >= 500 ? 'ERROR' : status >= 400 ? 'WARN' : 'INFO',
          service: pick(SERVICES),
          endpoint: pick(PATHS),
          status,
          durationMs: Number((random() ** 4 * 3000 + 1).toFixed(2)),
          userId: `u-${Math.floor(random() * 50_000)}`,
          trace: { id: Math.floor(random() * 2 ** 40).toString(16), sampled: random() < 0.5 },
          text: pick(TEXTS),
        };
        block += `${lineOf(form, ms, entry)}\n`;
      }
      written += writeSync(file, block);
    }
  } finally {
    closeSync(file);
  }
}

interface Entry {
  level: string;
  service: string;
  endpoint: string;
  status: number;
  durationMs: number;
  userId: string;
  text: string;
}

function lineOf(form: EverydayForm, ms: number, entry: Entry): string {
  const iso = new Date(ms).toISOString();
  if (form === 'jsonl') return JSON.stringify({ timestamp: ms, message: JSON.stringify(entry) });
  if (form === 'iso') return `${iso} ${JSON.stringify(entry)}`;
  const { level, service, endpoint, status, durationMs, userId, text } = entry;
  const stamp = iso.slice(0, 23).replace('T', ' ').replace('.', ',');
  return `${stamp} - ${level} - ${service}.app - user=${userId} path=${endpoint} status=${status} took=${durationMs}ms ${text}`;
}
