import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import type { LogsObservation, Observation } from '../../../functions/shared/observation.ts';
import { openForReading } from '../../../local/store/open-store.ts';
import { Random } from '../../faults/random.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { header } from '../../support/mail-headers.ts';
import { ENVIRONMENT, type Life, playMs } from './kill-watch.ts';

/**
 * `npm run kills:watch -- [COUNT] [SEED]`: the process of `watch` is killed at that many moments while AtlasML goes down and comes back,
 * a real mail server takes what it tells, and its log grows and is rotated. Each change must be told once, and once more at most; each
 * window that was counted must hold what was written in it.
 */
const SPEED = 30;
const LONGEST_LIFE_MS = 8_000;
/**
 * A recovery needs minutes of proof without a long gap, which lives that are cut short on a busy machine never have: of what was not told
 * for so long by the wall, a life that nobody ends must tell within so many looks at AtlasML. Of a busy machine a look takes long.
 */
const PATIENCE_MS = 60_000;
const LOOKS_TO_TELL = 20;
/** No look is waited for longer. */
const LONGEST_LOOK_MS = 300_000;
const WRITE_EACH_MS = 100;
const ROTATE_EACH = 200;
const MOST_PRINTED = 60;

const [count = 100, seed = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'watch-kills-'));
const directory = join(folder, 'data');
const logFile = join(folder, 'atlasml.log');
writeFileSync(logFile, '');

const mails: { tag: string; id: string; subject: string; life: number; atMs: number }[] = [];
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  async onData(stream, _session, done) {
    const mail = (await buffer(stream)).toString();
    const subject = header(mail, 'Subject') ?? '';
    const tag = /^\[(\w+)/.exec(subject)?.[1] ?? '';
    mails.push({ tag, id: header(mail, 'Message-ID') ?? '', subject, life: lives, atMs: Date.now() });
    done(null);
  },
});
smtp.on('error', () => {});
await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
let isWell = true;
const { body } = recordedAnswer('health-ok');
const health = createServer((_request, response) => (isWell ? response.end(body) : response.writeHead(502).end('bad gateway')));
await new Promise<void>((resolve) => health.listen(0, '127.0.0.1', resolve));
const portOf = (address: ReturnType<typeof health.address>) => (address as AddressInfo).port;
const life: Life = {
  url: `http://127.0.0.1:${portOf(health.address())}/api/v1/health/`,
  smtpPort: portOf(smtp.server.address()),
  logFile,
  directory,
  speed: SPEED,
  sinceMs: Date.now(),
};

const wrong: string[] = [];
/** What the last lives printed, each line behind the number of its life. */
const printed: string[] = [];
const beginMs = Date.now();
let lives = 0;
/** When a request says it was, and when its lines were in the file; of the play, epoch ms. */
const written: { atMs: number; thereMs: number }[] = [];
let isOver = false;
let changes = 0;
let windows = 0;
let comparedMs = 0;
let isTold = false;
/** Something waits for too long: the life that runs is spared. */
let isSpared = false;
let spared = 0;
const counting = writeLog();
const telling = tellStory();
const random = new Random(seed);
for (let kill = 1; kill <= count; kill++) {
  await oneLife(random.whole(0, LONGEST_LIFE_MS));
  await compare();
  if (kill % 10 === 0)
    console.log(
      `${kill} kills: ${changes} changes, ${mails.length} mails, ${windows} windows, ${spared} spared, ${wrong.length} wrong`,
    );
}
isOver = true;
// What was under way is told by a life that nobody ends.
const last = oneLife(2 * PATIENCE_MS, () => isOver && isTold);
await telling;
isTold = true;
await last;
await counting;
const copies = [...Map.groupBy(mails, ({ id }) => id)].filter(([, same]) => same.length > 1);
for (const [id, same] of copies) if (same.length > 2) say(`${id} came ${same.length} times`);
smtp.close();
health.close();
rmSync(folder, { recursive: true });
console.log(
  `${count} kills, ${changes} changes, ${mails.length} mails, ${copies.length} of them twice, ${windows} windows compared, ${spared} times a life was spared: ${wrong.length} wrong`,
);
process.exit(wrong.length === 0 && changes > 0 && windows > 0 ? 0 : 1);

/** Tells at once what is wrong, with all that helps to find out why. */
function say(text: string): void {
  wrong.push(text);
  const told = mails.slice(-6).map(({ tag, subject, life, atMs }) => `  ${since(atMs)} life ${life}: ${tag} ${subject}`);
  console.log(
    [`WRONG, ${since(Date.now())}, life ${lives}: ${text}`, ...told, ...printed.map((line) => `  | ${line}`)].join('\n'),
  );
}

/** Seconds of the wall since the begin, and the time of the play. */
function since(ms: number): string {
  return `${((ms - beginMs) / 1000).toFixed(1)} s (${new Date(playMs(life, ms)).toISOString().slice(11, 23)})`;
}

/** Starts the monitor, and kills it so long after it said its first word. */
async function oneLife(ms: number, isDone: () => boolean = () => false): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-watch.ts'), JSON.stringify(life)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const number = ++lives;
  const ended = new Promise((resolve) => child.once('close', resolve));
  createInterface(child.stdout).on('line', (line) => {
    printed.push(`${number}: ${line}`);
    if (printed.length > MOST_PRINTED) printed.shift();
  });
  await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]);
  for (const untilMs = Date.now() + ms; (Date.now() < untilMs || isSpared) && !isDone(); ) await setTimeout(Math.min(50, ms));
  child.kill('SIGKILL');
  await ended;
}

/** AtlasML goes down when its last recovery was told, and comes back when that was told. */
async function tellStory(): Promise<void> {
  for (let n = 1; !isOver; n++) {
    for (const tag of ['DOWN', 'RESOLVED']) {
      const before = mails.length;
      isWell = tag === 'RESOLVED';
      changes++;
      const known = new Set(mails.map(({ id }) => id));
      // The repeat of an earlier recovery, which a life before could not note, is none of this one.
      const isTold = () => mails.slice(before).some((m) => m.tag === tag && !known.has(m.id));
      const waitFor = async (ms: number) => {
        for (const untilMs = Date.now() + ms; !isTold() && Date.now() < untilMs; ) await setTimeout(100);
      };
      await waitFor(PATIENCE_MS);
      if (!isTold()) {
        isSpared = true;
        spared++;
        await waitForLooks(isTold);
        isSpared = false;
      }
      if (!isTold()) say(`outage ${n}: ${tag} was not told by a life that nobody ended and that looked ${LOOKS_TO_TELL} times`);
    }
  }
}

/** Until it is told, or AtlasML was looked at so often that it should be. */
async function waitForLooks(isTold: () => boolean): Promise<void> {
  let seenMs = (await newest('health'))?.atMs;
  let looks = 0;
  for (let lookMs = Date.now(); !isTold() && looks < LOOKS_TO_TELL && Date.now() < lookMs + LONGEST_LOOK_MS; ) {
    await setTimeout(200);
    const atMs = (await newest('health'))?.atMs;
    if (atMs === seenMs) continue;
    seenMs = atMs;
    looks++;
    lookMs = Date.now();
  }
}

async function writeLog(): Promise<void> {
  const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  for (let n = 1; !isOver; n++) {
    const nowMs = playMs(life);
    if (n % ROTATE_EACH === 0) {
      renameSync(logFile, `${logFile}.${n}`);
      writeFileSync(logFile, '');
    }
    const at = stamp(nowMs);
    appendFileSync(
      logFile,
      `${at} - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest\n${at} - INFO - atlasml.app - 📤 Response: 200 (took 0.300s)\n` +
        'INFO:     10.0.0.7:1 - "POST /api/v1/competency/suggest HTTP/1.1" 200 OK\n',
    );
    utimesSync(logFile, nowMs / 1000, nowMs / 1000);
    written.push({ atMs: Math.floor(nowMs / 1000) * 1000, thereMs: playMs(life) });
    await setTimeout(WRITE_EACH_MS);
  }
}

/** The newest count that was stored against what was written in its window; what was late for it may be in it or not. */
async function compare(): Promise<void> {
  const seen = (await newest('logs')) as LogsObservation | undefined;
  if (!seen || seen.atMs === comparedMs) return;
  comparedMs = seen.atMs;
  windows++;
  const { startMs, endMs } = seen.window;
  const inside = written.filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
  const least = inside.filter(({ thereMs }) => thereMs <= endMs + 1_000).length;
  const found = seen.unknown ?? seen.counts?.requests['2xx'] ?? 'nothing';
  if (typeof found !== 'number' || found < least || found > inside.length)
    say(
      `${clock(startMs)} to ${clock(endMs)}, looked at ${clock(seen.atMs)}: counted ${found} of ${least} to ${inside.length}${perSecond(inside, endMs)}`,
    );
}

const clock = (ms: number) => new Date(ms).toISOString().slice(11, 23);

/** What was written late, and the seconds around the end of the window. */
function perSecond(inside: typeof written, endMs: number): string {
  const late = inside
    .filter(({ atMs, thereMs }) => thereMs > atMs + 4_000)
    .map((w) => `${clock(w.atMs)} was there ${clock(w.thereMs)}`);
  const around = written.filter(({ atMs }) => Math.abs(atMs - endMs) < 15_000).map(({ atMs }) => clock(atMs).slice(0, 8));
  return `\n  late: ${late.join(', ') || 'none'}\n  around its end: ${around.join(', ')}`;
}

async function newest(check: Observation['check']): Promise<Observation | undefined> {
  try {
    const store = openForReading(join(directory, ENVIRONMENT), ENVIRONMENT);
    const found = (await store.state.observations()).find((o) => o.check === check);
    store.close();
    return found;
  } catch {
    // The first life did not come so far.
    return undefined;
  }
}
