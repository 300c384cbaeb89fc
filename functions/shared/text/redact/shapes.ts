import { CODE, type Coded, type Codes, codeAt, HAS, isAlphanumeric, isBase64, isDigit, type Run } from './characters.ts';

/**
 * Tokens that are known by how they begin, with enough behind it to be one; also of one that was cut in its middle.
 * Sources: the pages of each service on its tokens, and the list of
 * https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
 */
const SHAPES: Record<string, string> = {
  // GitHub, GitLab, Grafana
  gh: 'gh[pousr]_[A-Za-z0-9]{2,}',
  gi: 'github_pat_\\w{2,}',
  gl: 'gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas)-[\\w.-]{2,}|glsa_\\w{4,}',
  // OpenAI, Anthropic and those that write like them; scikit-learn is none. Also half masked.
  sk: 'sk-(?!learn\\b)[\\w*-]{4,}|sk_(?:live|test)_\\w{2,}',
  rk: 'rk_(?:live|test)_\\w{2,}',
  wh: 'whsec_\\w{4,}',
  gs: 'gsk_[A-Za-z0-9]{8,}',
  pp: 'pplx-[A-Za-z0-9]{8,}',
  nv: 'nvapi-[\\w-]{8,}',
  tv: 'tvly-[\\w-]{8,}',
  r8: 'r8_[A-Za-z0-9]{8,}',
  hf: 'hf_(?=[a-z]*[A-Z\\d])[A-Za-z0-9]{6,}',
  da: 'dapi[0-9a-f]{16,}',
  // Clouds
  AK: 'AKIA[A-Z0-9]{4,}',
  AB: 'ABIA[A-Z0-9]{8,}',
  AC: 'ACCA[A-Z0-9]{8,}',
  AS: 'ASIA(?=[A-Z]*\\d)[A-Z0-9]{4,}',
  AI: 'AIza[\\w-]{4,}',
  ya: 'ya29\\.[\\w.-]{4,}',
  GO: 'GOCSPX-[\\w-]{4,}',
  LT: 'LTAI[A-Za-z0-9]{8,}',
  do: 'do[opr]_v1_[0-9a-f]{4,}',
  hv: 'hv[bsr]\\.[\\w-]{8,}',
  gA: 'gAAAAA[\\w-]{8,}=*',
  // Packages, chats, mail, shops, monitoring
  np: 'npm_(?=[a-z]*[A-Z\\d])[A-Za-z0-9]{8,}(?![\\w-])',
  py: 'pypi-[\\w-]{16,}',
  ru: 'rubygems_[0-9a-f]{8,}',
  dc: 'dckr_(?:pat|oat)_[\\w-]{4,}',
  xo: 'xox[a-z](?:\\.xox[a-z])?-[\\w-]+',
  xa: 'xapp-\\d[\\w-]+|xai-[A-Za-z0-9]{8,}',
  SG: 'SG\\.[\\w-]{8,}(?:\\.[\\w-]*)?',
  ke: 'key-[0-9a-f]{16,}',
  sh: 'shp(?:at|ss|ca|pa)_[0-9a-fA-F]{4,}',
  sq: 'sq0(?:atp|csp)-[\\w-]{4,}',
  PM: 'PMAK-[\\w-]{4,}',
  li: 'lin_api_\\w{4,}',
  AT: 'ATATT3[\\w=-]{4,}',
  nt: 'ntn_[A-Za-z0-9]{8,}',
  fi: 'figd_[\\w-]{4,}',
  sn: 'sntr(?:ys|yu|u|s)_[\\w=+/-]{4,}',
  NR: 'NRAK-\\w{4,}',
  // Docker's swarm, storage of Azure
  SW: 'SWM(?:TKN|KEY)-1-[\\w-]{8,}',
  Sh: 'SharedKey(?:Lite)? [\\w.-]{1,64}:[\\w+/=]{8,}',
  // SSH and age; JSON Web Tokens, signed and encrypted
  AA: 'AAAA[BCE]3Nza[\\w+/=]{4,}',
  AG: 'AGE-SECRET-KEY-1[A-Z0-9]{4,}',
  ey: 'eyJ[\\w-]{5,}(?:\\.[\\w-]*){0,4}',
};

/** By the two characters that each begins with; made when it is met. */
const BY_BEGIN = new Map<string, RegExp>();
const HAS_SHAPE = new Uint8Array(128 * 128);
for (const begin of Object.keys(SHAPES)) HAS_SHAPE[begin.charCodeAt(0) * 128 + begin.charCodeAt(1)] = 1;
/** Shorter runs hold no token behind a dash: the shortest has two characters for its begin. */
const DASH_AND_BEGIN = 3;

/** Whether a token of a known shape may begin at a run that has no colon behind it, or behind a dash in it; or a PEM block. */
export function mayHaveShape(codes: Codes, at: number, { end, has }: Run): boolean {
  if (beginsShape(codes, at)) return true;
  if ((has & HAS.dash) === 0) return false;
  for (let i = at + 1; i <= end - DASH_AND_BEGIN; i++) {
    if (codes[i] !== CODE.dash) continue;
    if (codes[i + 1] === CODE.dash || beginsShape(codes, i + 1)) return true;
  }
  return false;
}

function beginsShape(codes: Codes, at: number): boolean {
  const first = codes[at] as number;
  const second = codes[at + 1] as number;
  return first < 128 && second < 128 && HAS_SHAPE[first * 128 + second] === 1;
}

const TELEGRAM = /\d{8,10}:AA[\w-]{20,}/y;

/** The end of a token of a known shape that begins at a position, or 0. Linear: each is looked at from its begin alone. */
export function shapeEnd({ text, codes }: Coded, at: number, runEnd: number): number {
  const first = codeAt(codes, at);
  if (isDigit(first) && codes[runEnd] === CODE.colon && runEnd - at <= 10) return matchEnd(TELEGRAM, text, at);
  if (!beginsShape(codes, at)) return 0;
  return matchEnd(shapeOf(String.fromCharCode(first, codeAt(codes, at + 1))), text, at);
}

function shapeOf(begin: string): RegExp {
  const known = BY_BEGIN.get(begin) ?? new RegExp(SHAPES[begin] ?? '(?!)', 'y');
  BY_BEGIN.set(begin, known);
  return known;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : 0;
}

/** No run of base64 that is shorter counts as drawn by lot. */
export const SHORTEST_RANDOM = 40;
const LEAST_OF_A_CLASS = 2;
/** Of two neighbours in random text more than half are of different classes; in names and paths few. */
const LEAST_TURNS = 0.35;

/** The end of the base64 characters from a position on. */
export function base64End(codes: Codes, at: number): number {
  let i = at;
  while (isBase64(codeAt(codes, i))) i++;
  return i;
}

/** Whether so much base64 is random, as keys are: letters of both cases and digits that change all the time. */
export function isRandom(codes: Codes, from: number, to: number): boolean {
  if (to - from < SHORTEST_RANDOM) return false;
  const counts = [0, 0, 0, 0];
  let turns = 0;
  let before = -1;
  for (let i = from; i < to; i++) {
    const kind = classOf(codeAt(codes, i));
    counts[kind] = (counts[kind] as number) + 1;
    if (kind !== before) turns++;
    before = kind;
  }
  return counts.slice(0, 3).every((count) => count >= LEAST_OF_A_CLASS) && turns >= (to - from) * LEAST_TURNS;
}

function classOf(code: number): number {
  if (isDigit(code)) return 0;
  if (!isAlphanumeric(code)) return 3;
  return code < 97 ? 1 : 2;
}
