import { spawn } from 'node:child_process';

/** `npm run verify`: what must pass before each commit, side by side. The tests speak as they go, the others when they have ended. */
const CHECKS = ['test:unit', 'lint', 'types', 'synth'];

const failed = (await Promise.all(CHECKS.map(async (check) => ((await passes(check)) ? [] : [check])))).flat();
console.log(failed.length === 0 ? 'verify: all passed' : `verify: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes(check: string): Promise<boolean> {
  const output = check === CHECKS[0] ? 'inherit' : 'pipe';
  const said: Buffer[] = [];
  // A shell, because npm is a script of it on Windows.
  const child = spawn(`npm run ${check}`, { shell: true, stdio: ['ignore', output, output] });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => said.push(piece));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });
}
