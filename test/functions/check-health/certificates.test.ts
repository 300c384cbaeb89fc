import { generateKeyPairSync } from 'node:crypto';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { endOf } from '../../../functions/check-health/certificates.ts';
import { healthMetrics } from '../../../functions/check-health/metrics.ts';
import { DEFAULTS } from '../../../functions/shared/config/defaults.ts';
import { signalOf } from '../../../functions/shared/signals/signals.ts';
import { serveTls, type TestCertificate } from '../../support/servers.ts';
import { probe } from './support.ts';

const DAY_MS = 86_400_000;
const NOW = Date.now();
const clock = { now: () => NOW, sleep: async () => {} };

interface Wanted {
  days: number;
  from?: number;
  by?: TestCertificate;
  ca?: boolean;
  key?: TestCertificate['key'];
}

/** A certificate of a generated chain; without `by` it signs itself. */
async function certificate(name: string, { days, from = -30, by, ca = false, key }: Wanted): Promise<TestCertificate> {
  const pair = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const keyPair = key ? keys.get(key) : pair;
  if (!keyPair) throw new Error('a key of this file');
  keys.set(keyPair.privateKey, keyPair);
  const { cert, private: privateKey } = await generate([{ name: 'commonName', value: name }], {
    notBeforeDate: new Date(NOW + from * DAY_MS),
    notAfterDate: new Date(NOW + days * DAY_MS + DAY_MS / 2),
    keyType: 'ec',
    algorithm: 'sha256',
    keyPair,
    extensions: ca
      ? [
          { name: 'basicConstraints', cA: true, critical: true },
          { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
        ]
      : [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    ...(by && { ca: by }),
  });
  return { cert, key: privateKey };
}
const keys = new Map<string, { privateKey: string; publicKey: string }>();

/** Probes a server that sends these certificates, its own first. */
async function sent(own: TestCertificate, others: TestCertificate[], ca: string) {
  const port = await serveTls({ key: own.key, cert: [own, ...others].map(({ cert }) => cert).join('\n') }, (_request, response) =>
    response.end('{"status":"ok"}'),
  );
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  return probe({ url: `https://atlas.test:${port}/` }, { resolve, ca, clock });
}

describe('U13: the certificate of the chain that ends first decides the days left', () => {
  test('an intermediate that ends before the leaf: up, its days count, its name is told, the signal breaches', async () => {
    const root = await certificate('Root', { days: 3650, ca: true });
    const middle = await certificate('Intermediate R3', { days: 3, ca: true, by: root });
    const leaf = await certificate('atlas.test', { days: 60, by: middle });
    const seen = await sent(leaf, [middle], root.cert);
    expect(seen).toMatchObject({ verdict: 'up', certificateDaysLeft: 3 });
    expect(seen.sentence).toContain('(note: the certificate "Intermediate R3" of its chain ends first)');
    expect(seen.certificateDaysLeft).toBeLessThan(signalOf('certificate-expiring').threshold({ ...DEFAULTS.thresholds }));
  });

  test('an intermediate that has ended: expired, by its name', async () => {
    const root = await certificate('Root', { days: 3650, ca: true });
    const middle = await certificate('Intermediate R3', { days: -3, ca: true, by: root });
    const leaf = await certificate('atlas.test', { days: 60, by: middle });
    const seen = await sent(leaf, [middle], root.cert);
    expect(seen).toMatchObject({ verdict: 'down', fault: 'tls-expired', certificateDaysLeft: -2 });
    expect(seen.sentence).toContain('"Intermediate R3"');
  });

  test('a leaf that ends first is told without a name', async () => {
    const root = await certificate('Root', { days: 3650, ca: true });
    const middle = await certificate('Intermediate', { days: 900, ca: true, by: root });
    const leaf = await certificate('atlas.test', { days: 60, by: middle });
    const seen = await sent(leaf, [middle], root.cert);
    expect(seen).toMatchObject({ verdict: 'up', certificateDaysLeft: 60 });
    expect(seen.sentence).not.toContain('note');
  });

  test('the root is not counted: clients have their own', async () => {
    const root = await certificate('Root', { days: 10, ca: true });
    const leaf = await certificate('atlas.test', { days: 60, by: root });
    expect(await sent(leaf, [root], root.cert)).toMatchObject({ verdict: 'up', certificateDaysLeft: 60 });
  });

  test('a root that an older root signed as well is not counted, though the old one has ended', async () => {
    const old = await certificate('Old Root', { days: -100, from: -3650, ca: true });
    const root = await certificate('New Root', { days: 3650, ca: true });
    const crossed = await certificate('New Root', { days: -100, from: -3650, ca: true, by: old, key: root.key });
    const leaf = await certificate('atlas.test', { days: 60, by: root });
    const seen = await sent(leaf, [crossed], root.cert);
    expect(seen).toMatchObject({ verdict: 'up', certificateDaysLeft: 60 });
    expect(seen.sentence).not.toContain('note');
  });

  test('the certificate of a server that signs itself is its own', async () => {
    const own = await certificate('atlas.test', { days: 20 });
    expect(await sent(own, [], own.cert)).toMatchObject({ verdict: 'up', certificateDaysLeft: 20 });
  });
});

/** What Node gives of a certificate, as far as it is read. */
const given = (name: string, validTo: string, issuer?: object) =>
  ({
    subject: { CN: name },
    valid_to: validTo,
    fingerprint256: name,
    raw: Buffer.alloc(0),
    ...(issuer && { issuerCertificate: issuer }),
  }) as never;

describe('chains and dates of any form', () => {
  test('a chain that leads back into itself ends', () => {
    const first = given('a', 'Nov 26 00:00:00 2099 GMT') as { issuerCertificate?: object };
    first.issuerCertificate = given('b', 'Nov 26 00:00:00 2098 GMT', first);
    expect(endOf(first as never, Date.parse('2098-11-20T00:00:00Z'), '')).toMatchObject({ daysLeft: 6 });
  });

  test.each(['', 'Bad time value', 'Nov 99 00:00:00 2026 GMT'])(
    'a date that cannot be read (%j) gives no days, and says so',
    (date) => {
      for (const chain of [
        given('leaf', date),
        given('leaf', 'Nov 26 00:00:00 2099 GMT', given('middle', date, given('root', date))),
      ]) {
        const end = endOf(chain, NOW);
        expect(end.daysLeft).toBeUndefined();
        expect(end.note).toContain('cannot be read');
      }
    },
  );

  test('no certificate at all gives nothing', () => {
    expect(endOf({} as never, NOW)).toEqual({});
  });

  test('a date within the certificate that cannot be read: not accepted, and no metric of it', async () => {
    const own = await certificate('atlas.test', { days: 400 });
    const der = Buffer.from(own.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    // The month of the end, the second date (UTCTime, tag 23, 13 bytes), becomes 99.
    const tag = Buffer.from([23, 13]);
    const end = der.indexOf(tag, der.indexOf(tag) + 2) + 2;
    der.write('99', end + 2, 'latin1');
    const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
    const seen = await sent({ cert, key: own.key }, [], own.cert);
    expect(seen).toMatchObject({ verdict: 'down' });
    expect(seen.certificateDaysLeft).toBeUndefined();
    const metrics = healthMetrics({ check: 'health', atMs: 0, endpoints: [seen] }, []);
    expect(metrics.map((m) => m.key)).not.toContain('certificateDaysLeft');
  });
});

test('no metric is ever another thing than a finite number', () => {
  const odd = {
    attempts: 0,
    timings: { totalMs: Number.NaN },
    components: [],
    earlierFaults: ['x'],
    sentence: '',
    endpoint: 'a',
  };
  const endpoints = [
    { ...odd, verdict: 'up' as const, httpStatus: 200, certificateDaysLeft: Number.NaN },
    { ...odd, verdict: 'down' as const, httpStatus: 500, certificateDaysLeft: Number.NEGATIVE_INFINITY },
  ];
  const metrics = healthMetrics({ check: 'health', atMs: 0, endpoints }, []);
  expect(metrics.map((m) => m.key)).toEqual(['observationUnknown', 'up', 'up']);
});
