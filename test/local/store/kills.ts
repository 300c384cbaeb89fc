import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openInbox, openStore } from '../../../local/store/open-store.ts';
import { Random } from '../../faults/random.ts';
import { STEP_MS, T0 } from './kill-writer.ts';

const SAID = 'said.txt';
const LONGEST_MS = 400;

/** Lets a process write to a folder and kills it at a moment that a seed chooses; meanwhile somebody asks it for things. */
export async function killed(folder: string, seed: number): Promise<void> {
  const random = new Random(seed);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-writer.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const begun = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      said += piece;
      resolve();
    });
    child.once('exit', () => reject(new Error('the writer ended before it was killed')));
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await begun;
  const inbox = openInbox(folder, () => T0);
  for (let n = random.whole(0, 3); n > 0; n--) inbox.put({ command: 'ack', by: `${seed}` });
  inbox.close();
  await setTimeout(random.whole(0, LONGEST_MS));
  child.kill('SIGKILL');
  await ended;
  appendFileSync(`${folder}-${SAID}`, said);
}

/** Compares what is there with what was acknowledged. @throws Error that says what is wrong. */
export async function sound(folder: string): Promise<{ steps: number; acknowledged: number; obeyed: number }> {
  const said = readFileSync(`${folder}-${SAID}`, 'utf8').split('\n');
  const numbers = (word: string) =>
    said.flatMap((line) => (line.startsWith(`${word} `) ? [Number(line.slice(word.length + 1))] : []));
  const acknowledged = Math.max(0, ...numbers('wrote'));
  const obeyed = numbers('obeys');
  const notices: string[] = [];
  const store = openStore({ directory: folder, environment: 'test', now: () => T0, onNotice: (text) => notices.push(text) });
  const read = async (statistic: string) =>
    (
      await store.read({
        namespace: 'AtlasML/Monitor',
        metric: 'Up',
        dimensions: { Environment: 'test' },
        statistic,
        periodSeconds: 3600,
        startMs: T0,
        endMs: T0 + 1e6 * STEP_MS,
      })
    ).reduce((sum, p) => sum + p.value, 0);
  const wrong = (what: string) => new Error(`${folder}: ${what}`);
  const [count, sum] = [await read('SampleCount'), await read('Sum')];
  const steps = store.alarms.load()[0]?.sinceMs ?? 0;
  const history = store.alarms.history(0, 1e6).map((t) => t.atMs);
  const messages = store.messages.list(1e6).map((m) => m.subject);
  const { state } = await store.state.load();
  store.close();
  if (notices.length > 0) throw wrong(notices.join(' '));
  if (steps < acknowledged) throw wrong(`step ${acknowledged} was acknowledged, the alarm knows ${steps}`);
  if (new Set(history).size !== history.length || history.length !== steps) throw wrong('the history has gaps or doubles');
  const kills = numbers('begins').length;
  // A step that was begun and not acknowledged is written again by the next process: once more at most for each kill.
  const lost = Array.from({ length: acknowledged }, (_, i) => `message ${i + 1}`).filter((m) => !messages.includes(m));
  if (lost.length > 0) throw wrong(`lost: ${lost.join(', ')}`);
  if (messages.length > steps + kills) throw wrong(`${messages.length} messages of ${steps} steps`);
  if (count < acknowledged || count > steps + kills) throw wrong(`${count} samples of ${acknowledged} steps`);
  if (sum < (acknowledged * (acknowledged + 1)) / 2) throw wrong('samples are missing');
  if (state.version < acknowledged) throw wrong(`record of version ${state.version} after ${acknowledged} steps`);
  if (new Set(obeyed).size !== obeyed.length) throw wrong('a command was obeyed twice');
  return { steps, acknowledged, obeyed: obeyed.length };
}

/** `npm run kills -- [COUNT] [SEED]`: that many kills of one writer on one folder, checked after each tenth. */
async function main(count: number, seed: number): Promise<void> {
  const folder = join(mkdtempSync(join(tmpdir(), 'kills-')), 'data');
  for (let kill = 1; kill <= count; kill++) {
    await killed(folder, seed + kill);
    if (kill % 10 === 0 || kill === count) {
      const { steps, acknowledged, obeyed } = await sound(folder);
      console.log(
        `${kill} kills: ${acknowledged} steps acknowledged, ${steps} there, ${obeyed} commands obeyed, none lost, none twice`,
      );
    }
  }
  rmSync(join(folder, '..'), { recursive: true });
}

if (process.argv[1] === import.meta.filename) await main(Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 1));
