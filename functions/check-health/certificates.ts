import { X509Certificate } from 'node:crypto';
import { type DetailedPeerCertificate, getCACertificates, type TLSSocket } from 'node:tls';

const DAY_MS = 86_400_000;

/** When a chain ends. */
export interface ChainEnd {
  /** Of the certificate that ends first; absent where no date can be read. */
  daysLeft?: number;
  /** Which one it is when it is not the server's own, or which has a date that cannot be read. */
  note?: string;
}

/** More than the endpoints of a configuration have, with those of their proxies. */
const MOST_KNOWN = 500;
const known = new Map<string, DetailedPeerCertificate>();

/**
 * The certificates that a server sent, its own first, each with the one that issued it. To describe them takes Node a millisecond of the
 * processor, so the same ones, by the fingerprints of all of them, are described once. To be asked once for each connection.
 */
export function peerCertificate(socket: Pick<TLSSocket, 'getPeerX509Certificate'>): DetailedPeerCertificate {
  const sent: X509Certificate[] = [];
  for (let one = socket.getPeerX509Certificate(); one; one = one.issuerCertificate) sent.push(one);
  const key = sent.map((one) => one.fingerprint256).join();
  const before = known.get(key);
  if (before) return before;
  const described = describedChain(sent);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, described);
  return described;
}

/** As `getPeerCertificate(true)` gives them, without what the server did not send. @param sent in any order but for the first. */
function describedChain(sent: readonly X509Certificate[]): DetailedPeerCertificate {
  const described = sent.map((one) => one.toLegacyObject() as DetailedPeerCertificate);
  sent.forEach((one, i) => {
    const issuer = sent.findIndex((other) => one.checkIssued(other));
    if (issuer >= 0) Object.assign(described[i] ?? {}, { issuerCertificate: described[issuer] });
  });
  return described[0] ?? ({} as DetailedPeerCertificate);
}

/**
 * The certificate of a chain that ends first: when an intermediate ends, every client fails, whatever the server's own says.
 * The walk stops where clients have a certificate of their own for what was sent: at a root, and at one of the same name and
 * key (a root that was signed by an older root as well).
 * @param ca trusted in place of the authorities that Node trusts, PEM.
 */
export function endOf(leaf: DetailedPeerCertificate, nowMs: number, ca?: string): ChainEnd {
  const chain = sentChain(leaf);
  const ends = chain.map((certificate) => ({ certificate, endMs: Date.parse(certificate.valid_to) }));
  const unreadable = ends.find(({ endMs }) => !Number.isFinite(endMs));
  if (unreadable) return { note: `the end of the certificate ${nameOf(unreadable.certificate)} cannot be read` };
  const trustedFrom = ends.findIndex(
    ({ certificate, endMs }, depth) => depth > 0 && endMs < Number(ends[0]?.endMs) && isTrusted(certificate, ca),
  );
  const counted = trustedFrom < 0 ? ends : ends.slice(0, trustedFrom);
  const [first] = counted.toSorted((a, b) => a.endMs - b.endMs);
  if (!first) return {};
  const daysLeft = Math.trunc((first.endMs - nowMs) / DAY_MS);
  return first.certificate === leaf
    ? { daysLeft }
    : { daysLeft, note: `the certificate ${nameOf(first.certificate)} of its chain ends first` };
}

/** From the server's own certificate upwards, without the root; chains that lead back into themselves end. */
function sentChain(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  const seen = new Set<string>();
  for (let one: DetailedPeerCertificate | undefined = leaf; one?.valid_to !== undefined; one = one.issuerCertificate) {
    if (seen.has(one.fingerprint256)) break;
    seen.add(one.fingerprint256);
    const isRoot = !one.issuerCertificate || one.issuerCertificate.fingerprint256 === one.fingerprint256;
    if (chain.length > 0 && isRoot && one.issuerCertificate) break;
    chain.push(one);
  }
  return chain;
}

function isTrusted({ raw }: DetailedPeerCertificate, ca: string | undefined): boolean {
  const sent = parsed(raw);
  return (ca ? [ca] : getCACertificates('default')).some((pem) => {
    const own = sent && parsed(pem);
    return own !== undefined && own.subject === sent?.subject && own.publicKey.equals(sent.publicKey);
  });
}

/** What cannot be parsed is no authority that anybody trusts. */
function parsed(certificate: Buffer | string): X509Certificate | undefined {
  try {
    return new X509Certificate(certificate);
  } catch {
    return undefined;
  }
}

/** Its common name, else its organisation. */
function nameOf({ subject }: DetailedPeerCertificate): string {
  const { CN, O } = (subject ?? {}) as { CN?: string | string[]; O?: string | string[] };
  return `"${[CN ?? O ?? 'without a name'].flat()[0]}"`;
}
