import { describe, expect, test } from 'vitest';
import { drawChart } from '../../../local/mail/chart/chart.ts';
import { header, mailServer, partOf, reach } from '../../support/mail-server.ts';
import { failure, message, receiver, to } from './support.ts';

test('a mail goes out over STARTTLS, by a user, with a text and an HTML part', async () => {
  const { port, taken, cert } = await mailServer();
  await receiver(reach(port, { security: 'starttls', user: 'monitor', tls: { ca: cert } })).deliver(message);
  expect(taken).toHaveLength(1);
  const [mail] = taken;
  expect(mail).toMatchObject({ from: 'monitor@example.org', to: ['ops@example.org'], isProtected: true, user: 'monitor' });
  expect(header(mail?.text ?? '', 'Subject')).toBe(message.subject);
  expect(header(mail?.text ?? '', 'From')).toBe('AtlasML Monitor <monitor@example.org>');
  expect(header(mail?.text ?? '', 'Date')).toBe('Wed, 25 Nov 2026 10:00:00 +0000');
  expect(header(mail?.text ?? '', 'Auto-Submitted')).toBe('auto-generated');
  expect(mail?.text).toContain('Content-Type: text/plain');
  expect(mail?.text).toContain('Content-Type: text/html');
});

test('the same over TLS from the first byte', async () => {
  const { port, taken, cert } = await mailServer({ secure: true });
  await receiver(reach(port, { security: 'tls', tls: { ca: cert } })).deliver(message);
  expect(taken[0]).toMatchObject({ isProtected: true });
});

describe('the mails of one incident are one thread', () => {
  test('the first returns its id, and those after it name it and the incident', async () => {
    const { port, taken } = await mailServer();
    const one = receiver(reach(port));
    const thread = await one.deliver(message);
    await one.deliver({ ...message, story: { incident: 'a-1', step: '2.resolved' } }, thread as string);
    const [first, second] = taken.map((m) => m.text);
    expect(header(first ?? '', 'Message-ID')).toBe('<a-1.1.opened@example.org>');
    expect(header(first ?? '', 'In-Reply-To')).toBeUndefined();
    expect(header(second ?? '', 'Message-ID')).toBe('<a-1.2.resolved@example.org>');
    expect(header(second ?? '', 'In-Reply-To')).toBe('<a-1.1.opened@example.org>');
    expect(header(second ?? '', 'References')).toBe('<a-1@example.org> <a-1.1.opened@example.org>');
  });

  test('a copy has the id of the first, and a process that forgot the first mail still names the incident', async () => {
    const { port, taken } = await mailServer();
    await receiver(reach(port)).deliver(message);
    await receiver(reach(port)).deliver(message);
    expect(header(taken[0]?.text ?? '', 'Message-ID')).toBe(header(taken[1]?.text ?? '', 'Message-ID'));
    expect(header(taken[1]?.text ?? '', 'References')).toBe('<a-1@example.org>');
  });

  test('what is no incident’s is in no thread', async () => {
    const { port, taken } = await mailServer();
    const { story: _, ...digest } = message;
    await receiver(reach(port)).deliver(digest);
    expect(header(taken[0]?.text ?? '', 'Message-ID')).toBe('<new-id@example.org>');
    expect(header(taken[0]?.text ?? '', 'References')).toBeUndefined();
  });
});

test('one address that is refused keeps nothing from the others, and is named so that it can be read', async () => {
  const { port, taken } = await mailServer({}, (address) => (address.startsWith('gone') ? '550 5.1.1 No such user' : undefined));
  const addresses = ['gone@example.org', 'ops@example.org', 'more@example.org', 'last@example.org', 'fifth@example.org'];
  const results = await Promise.allSettled(to(addresses, reach(port)).map((r) => r.deliver(message)));
  expect(taken.flatMap((m) => m.to).sort()).toEqual(addresses.slice(1).sort());
  expect(results.map((r) => r.status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect((results[0] as PromiseRejectedResult).reason).toMatchObject({
    message: 'e-mail: localhost refused the mail for gone at example.org (550 5.1.1 No such user)',
    fault: 'permanent-payload',
    ambiguous: false,
    retryAfterMs: 600_000,
  });
});

test('a server that greylists takes the mail the next time', async () => {
  let asked = 0;
  const { port, taken } = await mailServer({}, () => (++asked === 1 ? '451 4.7.1 Greylisted' : undefined));
  expect(await failure(reach(port))).toMatchObject({
    message: 'e-mail: localhost refused the mail for ops at example.org for now (451 4.7.1 Greylisted)',
    fault: 'retry',
    ambiguous: false,
    retryAfterMs: 50_000,
  });
  expect(await failure(reach(port))).toBeUndefined();
  expect(taken).toHaveLength(1);
});

describe('the picture of what the alarm watches', () => {
  const png = drawChart({ points: [], threshold: 1, unit: '', periodMs: 60_000, startMs: 0, endMs: 3_600_000 });

  test('stands in the mail itself, and the HTML shows it', async () => {
    const { port, taken } = await mailServer();
    await receiver(reach(port)).deliver({ ...message, chart: async () => png });
    const text = taken[0]?.text ?? '';
    expect(text).toContain('Content-Type: multipart/related');
    expect(text).toMatch(/Content-ID: <chart\.a-1\.1\.opened@example\.org>/i);
    expect(text).toMatch(/Content-Disposition: inline; filename=chart\.png/);
    expect(text.replaceAll('\r\n', '')).toContain(Buffer.from(png).toString('base64'));
    expect(partOf(text, 'text/html')).toContain('<img src="cid:chart.a-1.1.opened@example.org" width="640" height="200"');
  });

  test.each([
    ['that cannot be drawn', () => Promise.reject(new Error('no data'))],
    ['that is none', async () => Buffer.from('<html>')],
  ])('%s keeps no mail back, and the mail says so', async (_title, chart) => {
    const { port, taken } = await mailServer();
    await receiver(reach(port)).deliver({ ...message, chart });
    const text = taken[0]?.text ?? '';
    expect(text).not.toContain('image/png');
    expect(partOf(text, 'text/html')).toContain('could not be drawn');
  });
});

test('texts of others change neither the headers nor the HTML', async () => {
  const { port, taken } = await mailServer();
  const hostile = '</td><script>alert(1)</script>\r\nBcc: all@example.org\r\n.\r\nQUIT <img src=http://x.example/p.png>';
  await receiver(reach(port)).deliver({
    ...message,
    subject: `[DOWN] ${hostile}`,
    cause: hostile,
    seen: [{ when: '10:00', what: 'health', fact: hostile }],
    links: [{ label: hostile, url: 'javascript:alert(1)' }],
  });
  expect(taken).toHaveLength(1);
  const text = taken[0]?.text ?? '';
  expect(header(text, 'Bcc')).toBeUndefined();
  expect(taken[0]?.to).toEqual(['ops@example.org']);
  const html = partOf(text, 'text/html');
  expect(html).toContain('&lt;script&gt;');
  const tags = new Set([...html.matchAll(/<([a-z0-9]+)/gi)].map(([, tag]) => tag));
  expect([...tags].sort()).toEqual([
    'b',
    'body',
    'br',
    'div',
    'h1',
    'h2',
    'head',
    'html',
    'meta',
    'p',
    'span',
    'style',
    'table',
    'td',
    'title',
    'tr',
  ]);
  expect(html).not.toContain('href=');
});
