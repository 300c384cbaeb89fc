import { redact } from '../functions/shared/text/redact.ts';
import { soundText } from '../functions/shared/text/sound.ts';
import { brokenBy, brokenValue, hostileText, hostileValue, isKept, randomOf, textWithSecret } from '../test/secrets/hostile.ts';

/**
 * Random hostile texts through all that texts go through before they leave: sound, redact, cut, fit, the forms for e-mail
 * and Slack. Looks for secrets that are kept, half characters, another result the second time, JSON that breaks, and time
 * that grows faster than the text. `npm run fuzz:text -- COUNT SEED`
 */
const COUNT = Number(process.argv[2] ?? 1_000_000);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
/** Of so many texts one is long. */
const LONG_EVERY = 2_000;

const found: string[] = [];
const note = (what: string, text: unknown, seed: number) =>
  found.push(`${what}, seed ${seed}: ${JSON.stringify(text).slice(0, 600)}`);
/** CPU time and bytes of short and of long texts. */
const spent = { short: { ms: 0, bytes: 0 }, long: { ms: 0, bytes: 0 } };

function timed(text: string, of: { ms: number; bytes: number }): void {
  const before = process.cpuUsage();
  redact(soundText(text));
  const { user, system } = process.cpuUsage(before);
  of.ms += (user + system) / 1000;
  of.bytes += text.length;
}

const started = performance.now();
for (let done = 0; done < COUNT && found.length < 20; done++) {
  const seed = SEED + done;
  const random = randomOf(seed);
  const kind = done % 4;
  if (kind === 0) {
    const text = textWithSecret(random);
    if (isKept(text)) note('a secret is kept', text, seed);
  } else if (kind === 1) {
    const value = hostileValue(random);
    const broken = brokenValue(value);
    if (broken) note(broken, value, seed);
  } else {
    const text = hostileText(random, 1 + Math.floor(random() * 30));
    const broken = brokenBy(text);
    if (broken) note(broken, text, seed);
  }
  if (done % LONG_EVERY === 0) {
    const text = hostileText(random, 20_000);
    timed(text, spent.long);
    for (let from = 0; from < text.length; from += 500) timed(text.slice(from, from + 500), spent.short);
  }
  if (done % 100_000 === 99_999) console.log(`${done + 1} of ${COUNT}, ${found.length} found`);
}
for (const line of found) console.log(line);
const nsPerByte = ({ ms, bytes }: { ms: number; bytes: number }) => (1e6 * ms) / Math.max(1, bytes);
const ratio = nsPerByte(spent.long) / nsPerByte(spent.short);
console.log(
  `${COUNT} texts, seed ${SEED}, ${found.length} found, ${Math.round((performance.now() - started) / 1000)} s; sound and redact: ${nsPerByte(spent.long).toFixed(0)} ns for each character of texts of about 100,000, ${ratio.toFixed(2)} times as much as of 500`,
);
process.exitCode = found.length > 0 ? 1 : 0;
