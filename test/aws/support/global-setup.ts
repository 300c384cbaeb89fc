import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesise } from './assembly.ts';
import { endEmulators } from './emulator-process.ts';
import { installEmulator } from './python.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where everything goes that the tests, the emulators and the CDK write; it is gone at the end. */
    scratch: string;
    /** The program of the emulator. */
    emulatorProgram: string;
    /** The synthesised app, the real template with the real bundles. */
    assembly: string;
  }
}

/** What every test file needs once: the emulator, and the app as `cdk synth` makes it. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const scratch = mkdtempSync(join(tmpdir(), 'atlasml-monitor-aws-'));
  const tidyUp = () => {
    if (!existsSync(scratch)) return;
    endEmulators(scratch);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  // Vitest skips what it would run at the end when somebody interrupts it.
  process.once('exit', tidyUp);
  const results = await Promise.allSettled([installEmulator(ROOT), synthesise(scratch)]);
  const [emulatorProgram, assembly] = results;
  if (emulatorProgram.status === 'rejected' || assembly.status === 'rejected') {
    throw results.find((r) => r.status === 'rejected')?.reason;
  }
  provide('scratch', scratch);
  provide('emulatorProgram', emulatorProgram.value);
  provide('assembly', assembly.value);
  return tidyUp;
}
