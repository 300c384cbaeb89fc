import type { Faults } from './faulty-ports.ts';
import { MINUTE } from './plan.ts';

/** Whether what was told at a moment was known to one process alone, that died before the store was back: no other can know of it. */
export function isLostWithProcess(toldMs: number, faults: Faults): boolean {
  const isAway = (atMs: number) => (faults.isFaulty('read', atMs) ?? faults.isFaulty('write', atMs)) !== undefined;
  return faults.kills.some((killMs) => {
    if (killMs < toldMs) return false;
    const minutes = Array.from({ length: Math.floor((killMs - toldMs) / MINUTE) + 1 }, (_, i) => toldMs + i * MINUTE);
    return minutes.every(isAway);
  });
}
