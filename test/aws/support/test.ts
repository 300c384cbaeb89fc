import { test as base, inject } from 'vitest';
import { deploy } from './deploy.ts';
import { openMonitor } from './monitor.ts';

/** A test of one deployed monitor. Each file has one of its own, so that files run side by side. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: a fixture must name what it needs in a pattern
  .extend('monitor', { scope: 'file' }, async ({}, { onCleanup }) => {
    const surroundings = await deploy({
      scratch: inject('scratch'),
      emulatorProgram: inject('emulatorProgram'),
      assembly: inject('assembly'),
    });
    onCleanup(surroundings.stop);
    return openMonitor(surroundings);
  })
  .extend('calm', { auto: true }, ({ monitor }, { onCleanup }) => {
    onCleanup(() => monitor.calm());
  });
