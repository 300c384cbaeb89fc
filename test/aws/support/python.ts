import { execFile, execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The AWS emulator, a Python package, pinned. */
const EMULATOR = 'ministack==1.5.33';
/** AWS's own clients for Python and the shell, pinned. */
const AWS_CLIENTS = ['boto3==1.44.8', 'awscli==1.46.3'];
const LEAST_PYTHON = [3, 10];

const run = promisify(execFile);

/**
 * Makes a virtual environment with the emulator under `.venv` and returns its program.
 * @throws with what to install when Python is missing or too old: the tests fail, they do not skip.
 */
export async function installEmulator(root: string): Promise<string> {
  return join(await installed(join(root, '.venv'), [EMULATOR]), 'ministack');
}

/**
 * Makes a virtual environment with AWS's clients beside the emulator's, which asks for another version of a package that they
 * share, and returns the folder of its programs.
 */
export function installClients(root: string): Promise<string> {
  return installed(join(root, '.venv', 'clients'), AWS_CLIENTS);
}

async function installed(venv: string, packages: string[]): Promise<string> {
  const programs = join(venv, 'bin');
  const marker = join(venv, `installed-${packages.join('-').replaceAll('==', '-')}`);
  if (existsSync(marker)) return programs;
  await run(findPython(), ['-m', 'venv', '--clear', venv]);
  await run(join(programs, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
  writeFileSync(marker, '');
  return programs;
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
