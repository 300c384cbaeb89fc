import { execFile, execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The AWS emulator, a Python package, pinned. */
const EMULATOR = 'ministack==1.5.33';
const LEAST_PYTHON = [3, 10];

const run = promisify(execFile);

/**
 * Makes a virtual environment with the emulator under `.venv` and returns its program.
 * @throws with what to install when Python is missing or too old: the tests fail, they do not skip.
 */
export async function installEmulator(root: string): Promise<string> {
  const venv = join(root, '.venv');
  const program = join(venv, 'bin', 'ministack');
  const marker = join(venv, `installed-${EMULATOR.replace('==', '-')}`);
  if (existsSync(program) && existsSync(marker)) return program;
  await run(findPython(), ['-m', 'venv', '--clear', venv]);
  await run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', EMULATOR]);
  writeFileSync(marker, '');
  return program;
}

function findPython(): string {
  for (const candidate of ['python3', 'python']) {
    try {
      const version = execFileSync(candidate, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' })
        .trim()
        .split(' ')
        .map(Number);
      const [major = 0, minor = 0] = version;
      if (major > (LEAST_PYTHON[0] ?? 0) || (major === LEAST_PYTHON[0] && minor >= (LEAST_PYTHON[1] ?? 0))) return candidate;
    } catch {
      // Not there; the next name may be.
    }
  }
  throw new Error(
    `The tests against the AWS emulator need Python ${LEAST_PYTHON.join('.')} or newer as python3; install it and run them again.`,
  );
}
