import { hide, type Scan } from './scan.ts';

/** Hashes of passwords, as files of users and labels of proxies hold them; crypt(5), and `{SSHA}` of RFC 2307. */
const CRYPT = /\$\$?(?:apr1|[156y]|2[abxy]?|7|gy|argon2(?:id|i|d)|pbkdf2(?:-sha\d{3})?|scrypt|sha1|md5)\$[\w./$=,+-]{12,}/y;
const LDAP = /\{(?:S?SHA(?:256|384|512)?|S?MD5|CRYPT)\}[\w+/=$.]{8,}/iy;

/** At a dollar sign or a brace: hides the hash of a password. @returns where to go on. */
export function readHash(scan: Scan, at: number): number {
  const pattern = scan.text[at] === '$' ? CRYPT : LDAP;
  pattern.lastIndex = at;
  return pattern.test(scan.text) ? hide(scan, at, pattern.lastIndex) : at + 1;
}
