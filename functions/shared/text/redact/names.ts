import { inSet, isAlphanumeric, isIn } from './characters.ts';
import { foldName } from './letters.ts';

/** What a name says of the value beside it. */
export type NameKind =
  | 'none'
  | 'secret'
  /** A header whose value has a scheme before the secret. */
  | 'authorization'
  | 'cookie'
  /** What somebody sent and a validator repeats. */
  | 'input'
  /** A secret in the query of a URL alone: `key`, `code`. */
  | 'query';

export interface Name {
  kind: NameKind;
  /** Has several values: `API_KEYS=a,b`. */
  isPlural: boolean;
  /** A number beside it is a count: `tokens=512`. */
  mayCount: boolean;
  /** Is a signature: in words, that of a function more often than a secret. */
  isSignature: boolean;
}

/** A list of words, read when the first one is looked for. */
const words = (text: string) => {
  let all: Set<string> | undefined;
  const list = () => {
    all ??= new Set(text.trim().split(/\s+/));
    return all;
  };
  return { has: (word: string) => list().has(word), list };
};

/** Secrets by themselves, whatever stands around them. */
const STRONG = words(
  `password passwords passwd passwds pwd pwds passphrase passphrases passcode secret secrets apikey apikeys
  credential credentials cred creds dsn jwt bearer sessionid jsessionid phpsessid sid authkey dockerconfigjson dockercfg
  requirepass masterauth masterpass bindpw rootpw bindpass psk otp totp secretstr secretbytes`,
);
/** Names of passwords and of other secrets in other languages, in letters without marks. */
const FOREIGN = words(
  `passwort kennwort passworter zugangsdaten geheimnis zugriffsschlussel apischlussel motdepasse passe jeton secrete contrasena
  contrasenya clave secreta secreto senha segredo palavrapasse parola segreto wachtwoord haslo heslo losenord adgangskode
  salasana jelszo sifre parool`,
);
/** Written as one word with something before it: `dbpassword`, `clientsecret`, `accesskey`. */
const STRONG_END =
  /(?:password|passwd|passwort|passphrase|pwd|secret|token|apikey|(?:access|private|account|auth|encryption|signing|master|shared|subscription|license|secret)key|signature)s?$/;
const KEY_AFTER = words(
  `api apis access secret private account shared auth encryption signing sign master service admin license licence client app
  application ssh pgp gpg subscription function functions storage openai azure weaviate anthropic session host deploy deployment
  webhook jwt hmac root server preshared zugriffs zugangs sas atlas atlasml aws gemini google stripe mistral cohere hf huggingface sendgrid mailgun datadog
  sentry github gitlab slack integration routing rsa ecdsa tls ssl wireguard wg x fernet crypto cipher decryption aes project instrumentation`,
);
/** Keys that open nothing. */
const PLAIN_KEYS = words(
  `primary foreign cache sort partition public pub hash range unique dict map object group row column index message i18n
  translation idempotency registry lookup composite natural surrogate dimension metric label tag attribute property config
  settings environment env variable var set get has missing unknown invalid no first last next previous each any bucket dedup
  entry field json yaml arrow enter escape shift hot`,
);
/** Before `token`: parts of a text, or marks in it. */
const PLAIN_TOKENS = words(
  `max min total prompt completion input output num n avg mean cached reasoning remaining unexpected eos bos pad unk mask sep
  cls special image text audio accepted rejected prediction next start stop end first last per used of`,
);
/** A name that ends in one of these tells about a secret and is none: `DB_PASSWORD_FILE`, `token_count`. */
const ABOUT = words(
  `file files filename path paths dir directory name names id ids length len count counts counter type types policy age expires
  expiry expired expiration expire url uri hint field fields reset size limit limits version rotation error errors exception
  warning ttl date time at on parameter parameters param arn prefix missing invalid required present enabled disabled usage
  used provider manager store source status state needed changed days seconds ms budget rate ratio index position pos found
  short long weak mismatch exists valid validator handler service class factory model schema regex pattern format refused
  failed failure denied bucket strength check checks location`,
);
const QUERY_ONLY = words('key code hmac ticket assertion auth pass pw sig otp nonce email');

/** What is said of a name that is put together from two words. */
export const SECRET: Name = { kind: 'secret', isPlural: false, mayCount: false, isSignature: false };
const NONE: Name = { kind: 'none', isPlural: false, mayCount: false, isSignature: false };
/** Names end here; of a longer one the end decides. */
const LONGEST = 80;
const STEM =
  /key|tok|secre|pass|pw|auth|cookie|sig|dsn|cred|input|sess|jwt|bearer|sid|code|hmac|ticket|asser|otp|nonce|mail|verif|zugang|wort|docker|psk|literal|schlussel|geheim|jeton|contras|clave|senha|segre|parol|wachtw|haslo|heslo|losen|adgang|salas|jelsz|sifre/i;
const NOT_ASCII = /[^\x20-\x7e]/;
const RUSSIAN = /^парол[ьяюе]$/i;
const PARTS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;

/** The names that were judged last: a log has few, again and again. */
const JUDGED = new Map<string, Name>();
const MOST_JUDGED = 1000;

/** Judges the name of a variable, a header, a field or an option by its words. Source of the words: names that leaked. */
export function nameOf(text: string): Name {
  if (text.length > 3 * LONGEST) return nameOf(text.slice(-LONGEST));
  const known = JUDGED.get(text);
  if (known) return known;
  const folded = NOT_ASCII.test(text) ? foldName(text) : text;
  const name = STEM.test(folded) ? judge(folded) : RUSSIAN.test(text) ? SECRET : NONE;
  if (JUDGED.size >= MOST_JUDGED) JUDGED.clear();
  JUDGED.set(text, name);
  return name;
}

/** Where a name was judged before, by its length and two letters, it needs neither a copy nor a hash. */
const SLOTS = 512;
const LAST_WORDS: string[] = Array.from({ length: SLOTS }, () => '');
const LAST_NAMES: Name[] = Array.from({ length: SLOTS }, () => NONE);

/** nameOf for a part of a text. */
export function nameAt(text: string, at: number, end: number): Name {
  const slot = (text.charCodeAt(at) * 31 + text.charCodeAt(end - 1) * 7 + (end - at)) % SLOTS;
  const last = LAST_WORDS[slot] as string;
  if (last.length === end - at && text.startsWith(last, at)) return LAST_NAMES[slot] as Name;
  const word = text.slice(at, end);
  const name = nameOf(word);
  if (word.length > LONGEST) return name;
  LAST_WORDS[slot] = word;
  LAST_NAMES[slot] = name;
  return name;
}

function judge(text: string): Name {
  const parts = (text.match(PARTS) ?? []).map((part) => part.toLowerCase());
  const all = parts.filter((part) => !/^\d/.test(part));
  const last = all.at(-1);
  if (last === undefined) return NONE;
  const kindOf = (kind: NameKind, mayCount = false): Name => ({
    kind,
    isPlural: last.endsWith('s'),
    mayCount,
    isSignature: last === 'signature' && !text.includes('-'),
  });
  if (last === 'authorization' || (last === 'header' && all.at(-2) === 'authorization')) return kindOf('authorization');
  if (/^cookies?$/.test(last)) return kindOf('cookie');
  if (last === 'input' || (last === 'value' && all.at(-2) === 'input')) return kindOf('input');
  if (last === 'literal' && all.at(-2) === 'from') return kindOf('secret');
  if (last === 'id' && (all.at(-2) === 'session' || all.at(-2) === 'secret')) return kindOf('secret');
  if (ABOUT.has(last)) return NONE;
  const isConstant = /^[A-Z\d_]+$/.test(text);
  if (all.some((word, i) => isSecretWord(word, all[i - 1], isConstant, all.length)))
    return kindOf('secret', /^tokens$/.test(last));
  const isAuth = last === 'auth' && (all.length > 1 || text === 'auth' || text === '_auth');
  const isPass = all.length > 1 && /^(?:pass|assertion|verifier)$/.test(last);
  const isBrief = (last === 'sig' || last === 'pw') && all.length === 1;
  if (isAuth || isPass || isBrief) return kindOf('secret');
  return all.length === 1 && QUERY_ONLY.has(last) ? kindOf('query') : NONE;
}

function isSecretWord(word: string, before: string | undefined, isConstant: boolean, count: number): boolean {
  if (word === 'token' || word === 'tokens') return before === undefined || !PLAIN_TOKENS.has(before);
  if (word === 'key' || word === 'keys' || word === 'schlussel') {
    if (before === undefined) return false;
    return KEY_AFTER.has(before) || (isConstant && count > 1 && !PLAIN_KEYS.has(before));
  }
  return STRONG.has(word) || FOREIGN.has(word) || (word.length > 4 && STRONG_END.test(word));
}

/** Whether a key of this kind opens nothing: that of a row, a cache, a map. */
export const isPlainKey = (before: string): boolean => PLAIN_KEYS.has(before.toLowerCase());

/** Whether two words that stand apart are the name of a key: "API key", "access key". */
export function isKeyAfter(before: string): boolean {
  return KEY_AFTER.has(before.toLowerCase()) && before.length > 1;
}

/** Words that stand where a secret would, and tell what is wrong with it or what it is. */
const PLAIN_VALUES = words(
  `a an the not no none null nil undefined true false missing required invalid incorrect wrong expired empty too must cannot
  can may should is was are has have had for in on from of to by with without and or optional set unset rejected refused denied
  malformed changed accepted given provided needed unknown unauthorized forbidden field fields value values string str bytes
  int float bool boolean number object any list dict tuple optional secretstr header headers token tokens authentication auth
  scheme failed failure error errors valid ok okay being already still never only yes absent present disabled enabled default
  mismatch does did do could would will it this that your my our its at as if when than please check got
  be been only loaded found rotated stored read written hidden secret password key keys bearer basic eof
  falsch fehlt leer abgelaufen nicht kein keine wurde ist muss darf unbekannt erforderlich gesetzt zu`,
);

/** A word that a sentence about a secret has in its place. */
export function isPlainValue(text: string): boolean {
  if (text.length >= 20 || !mayBePlain(text, 0)) return false;
  const isWord = isAlphanumeric(text.charCodeAt(text.length - 1));
  return PLAIN_VALUES.has((isWord ? text : text.replace(/[.,:;!?)]+$/, '')).toLowerCase());
}

/** How such words begin: their first two letters. */
let begins: Uint8Array | undefined;

function plainBegins(): Uint8Array {
  const found = new Uint8Array(128 * 128);
  for (const word of PLAIN_VALUES.list()) found[word.charCodeAt(0) * 128 + (word.charCodeAt(1) || 0)] = 1;
  return found;
}

/** Whether such a word may begin at a position. */
function mayBePlain(text: string, at: number): boolean {
  const first = text.charCodeAt(at) | 0x20;
  const second = text.charCodeAt(at + 1);
  if (!(first < 128)) return false;
  begins ??= plainBegins();
  return begins[first * 128 + (isAlphanumeric(second) ? second | 0x20 : 0)] === 1;
}

const NOTHING = words('none null nil undefined true false');
const NOTHING_BEGINS = inSet('NnUuTtFf*.$%{');

/** Whether a value that is none may begin at a position. */
export const mayBeNoValue = (text: string, at: number): boolean => isIn(NOTHING_BEGINS, text.charCodeAt(at));

/** A value that is none: `None`, `null`, stars alone, a variable's name. */
export function isNoValue(text: string): boolean {
  if (text.length >= 60 || !mayBeNoValue(text, 0)) return false;
  return NOTHING.has(text.toLowerCase()) || /^(?:\*+|\.+|\$\{?[A-Z][A-Z\d_]+\}?|%s|\{\})$/.test(text);
}
