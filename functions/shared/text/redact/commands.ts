import { CODE, codeAt, inSet, isBlank, isIn, isName, isQuote, isSpace, past } from './characters.ts';
import { hide, limitOf, type Scan } from './scan.ts';

/**
 * Commands that take a password in an option of one letter, by those letters. Others of the same letter are ports, paths
 * and names of projects. Sources: the manual pages of each.
 */
const OPTIONS: Record<string, string> = {
  mysql: 'p',
  mysqldump: 'p',
  mysqladmin: 'p',
  mysqlimport: 'p',
  mysqlcheck: 'p',
  mariadb: 'p',
  'mariadb-dump': 'p',
  sshpass: 'p',
  'redis-cli': 'a',
  ldapsearch: 'w',
  ldapmodify: 'w',
  ldapwhoami: 'w',
  zip: 'P',
  unzip: 'P',
  snmpwalk: 'c',
  snmpget: 'c',
  smbclient: 'U',
  curl: 'u',
  http: 'a',
  https: 'a',
};
/** With these the value of the option may stand behind a blank; with the others that is the name of a database. */
const APART = new Set([
  'sshpass',
  'redis-cli',
  'ldapsearch',
  'ldapmodify',
  'ldapwhoami',
  'zip',
  'unzip',
  'snmpwalk',
  'snmpget',
  'smbclient',
  'http',
  'https',
]);
/** Of these the value is a name and a password, with a sign between them. */
const WITH_NAME: Record<string, string> = { smbclient: '%', curl: ':', http: ':', https: ':' };
/** Oracle's, which sign in with `user/password@database`. */
const ORACLE = new Set(['sqlplus', 'sqlldr', 'expdp', 'impdp', 'exp', 'imp', 'rman', 'thin']);

/** By the first letter a bit for the length of each. */
const BEGINS = new Uint16Array(128);
for (const command of [...Object.keys(OPTIONS), ...ORACLE]) {
  const first = command.charCodeAt(0);
  BEGINS[first] = (BEGINS[first] as number) | (1 << command.length);
}

/** Whether a word may be one of these commands, by its first letter and length. */
export const mayBeCommand = (first: number, length: number): boolean =>
  first < 128 && length < 16 && ((BEGINS[first] as number) & (1 << length)) !== 0;

/** At a word that may be such a command: keeps it in mind. */
export function readCommand(scan: Scan, at: number, end: number): void {
  const { text, codes } = scan;
  const name = text.slice(at, end);
  // `jdbc:oracle:thin:user/password@…` is signed in with the same.
  if (!isBlank(codeAt(codes, end)) && !(name === 'thin' && codes[end] === CODE.colon)) return;
  if (!(name in OPTIONS) && !ORACLE.has(name)) return;
  if (scan.command && scan.command.lineEnd > at) scan.command.name = name;
  else {
    const lineEnd = text.indexOf('\n', end);
    scan.command = { name, lineEnd: lineEnd < 0 ? text.length : lineEnd };
  }
}

/** At an option of one letter, `-pSECRET`: hides its value, if the command before it takes a secret there. @returns where to go on, or 0. */
export function readOption(scan: Scan, at: number): number {
  const { text, codes, command } = scan;
  if (!command || at > command.lineEnd || !isSpace(codeAt(codes, at - 1))) return 0;
  const { name } = command;
  if (text[at + 1] !== OPTIONS[name]) return 0;
  const glued = at + 2;
  let from = past(text, glued, isBlank);
  if (from > glued && !APART.has(name)) return 0;
  const quote = codeAt(codes, from);
  if (isQuote(quote)) from++;
  const limit = limitOf(scan, from);
  const to = past(text, from, (code) =>
    isQuote(quote) ? code !== quote : !isSpace(code) && !isQuote(code) && code !== CODE.backslash,
  );
  const sign = WITH_NAME[name];
  if (to <= from || codes[from] === CODE.dash || (sign !== undefined && !text.slice(from, to).includes(sign))) return 0;
  return hide(scan, from, Math.min(to, limit));
}

const BEFORE = inSet('$#._');
/** Of a name and a password. */
const LONGEST = 128;

/** At the sign of `user/password@database`: hides the password, where a database of Oracle stands behind it. @returns whether it did. */
export function readConnect(scan: Scan, sign: number): boolean {
  const { codes, kept, command } = scan;
  const isNet = codes[sign + 1] === CODE.slash && codes[sign + 2] === CODE.slash;
  const isCommand = command !== undefined && sign < command.lineEnd && ORACLE.has(command.name);
  if (!isNet && !isCommand) return false;
  const least = Math.max(kept, sign - LONGEST);
  let from = sign;
  while (from > least && codes[from - 1] !== CODE.slash && !isSpace(codeAt(codes, from - 1)) && !isQuote(codeAt(codes, from - 1)))
    from--;
  const user = from - 1;
  if (from === sign || user <= least || codes[user] !== CODE.slash) return false;
  let begin = user;
  while (begin > least && (isName(codeAt(codes, begin - 1)) || isIn(BEFORE, codeAt(codes, begin - 1)))) begin--;
  if (begin === user) return false;
  hide(scan, from, sign);
  return true;
}
