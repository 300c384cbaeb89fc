import { cutText } from '../functions/shared/text/cut.ts';
import { redact } from '../functions/shared/text/redact.ts';
import { soundText } from '../functions/shared/text/sound.ts';

/**
 * How fast texts are cleaned, redacted and cut, and that hostile ones take no longer for each byte when they are longer:
 * the time of one megabyte, and that of four over four times as much.
 */
const MEGABYTE = 1 << 20;
const ROUNDS = 4;
const TIMES = 4;
const LINE =
  '2026-11-25 10:00:01 - ERROR - atlasml.routers.competency - Error code: 401 - Incorrect API key provided (took 0.342s)\n';

const TEXTS: Record<string, string> = {
  'a log': LINE,
  'one run of letters': 'a',
  words: 'ordinary words of a sentence ',
  'names of secrets': 'token',
  'many different names': '',
  pairs: 'token=a,',
  'quoted pairs': '"password": "x", ',
  'quotes that nobody closes': 'password="\n',
  'objects that nobody closes': 'secret={',
  'beginnings of keys': '-----BEGIN PRIVATE KEY-----',
  'ends of keys': '-----END PRIVATE KEY-----',
  'at signs': '@',
  addresses: 'a@b.de ',
  'addresses without an end': 'a.b',
  URLs: 'x://u:p@h/',
  'URLs without an end': 'a://',
  'base64 with slashes': 'aB1/',
  tokens: 'eyJhbGciOi.',
  bearers: 'Bearer ',
  backslashes: '\\',
  'escaped quotes': 'token=\\"',
  cookies: 'Cookie: a="',
  digest: 'Authorization: Digest a="b",',
  inputs: 'input_value={',
  'ids in a row': 'a1b2c3d4e5f6 ',
  'objects in words': 'token: {\n',
  'blocks of YAML': 'password: |\n  a\n',
  'sessions of mail servers': '334 ',
  bodies: 'Request body',
  'JSON of strings': '',
  'terminal codes': '\x1b]0;',
  surrogates: '\ud83d',
  'zero width': '\u200b',
};

const textOf = (name: string, size: number): string => {
  if (name === 'many different names')
    return Array.from({ length: size / 12 }, (_, i) => `t${i.toString(36)}_token=`)
      .join('')
      .slice(0, size);
  if (name === 'JSON of strings')
    return JSON.stringify(Array.from({ length: size / 32 }, (_, i) => `password=a"b${i} \\ Cookie: x`));
  const part = TEXTS[name] as string;
  return part.repeat(Math.ceil(size / part.length)).slice(0, size);
};

function best(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

console.log(`best of ${ROUNDS}: ms of CPU for one megabyte, and the time of ${TIMES} MB over ${TIMES} times that of one\n`);
for (const name of Object.keys(TEXTS)) {
  const [small, large] = [textOf(name, MEGABYTE), textOf(name, TIMES * MEGABYTE)];
  const cell = (work: (text: string) => unknown) => {
    const ms = best(() => work(small));
    return `${ms.toFixed(1).padStart(7)} ×${(best(() => work(large)) / TIMES / ms).toFixed(2)}`;
  };
  console.log(`${name.padEnd(28)} redact ${cell(redact)}   sound ${cell(soundText)}   cut ${cell((text) => cutText(text, 200))}`);
}
