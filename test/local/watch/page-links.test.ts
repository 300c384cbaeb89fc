import { afterEach, describe, expect, test, vi } from 'vitest';
import { machineSecrets } from '../../../local/watch/machine-secrets.ts';
import { checklistLinks, incidentLinks } from '../../../local/watch/page-links.ts';
import { runReal } from '../../../local/watch/real.ts';
import { mailServer } from '../../support/mail-server.ts';
import { TurningClock } from '../../support/turning-clock.ts';
import { folder, onMachine, STEP_MS, switched } from './on-machine.ts';

/** The browser's own reading of an address, which this program's types do not know. */
const PLACE: string = '../../../local/page/assets/place.js';
const { place } = (await import(PLACE)) as { place(): { view: string; id: string; more: URLSearchParams } };

const AT = { url: 'https://monitor.example.org/m/', slug: 'production' };

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the page understands what a message links to', () => {
  const links = [...incidentLinks(AT, { id: 'a/b 1' }), ...checklistLinks(AT)];
  test.each([
    ['Incident', 'incidents', 'a/b 1'],
    ['Dashboard', 'now', ''],
    ['Alarms', 'alarms', ''],
    ['Logs', 'logs', ''],
  ])('%s', (label, view, id) => {
    const url = links.find((link) => link.label === label)?.url ?? '';
    expect(url.startsWith(`${AT.url}#/`)).toBe(true);
    vi.stubGlobal('location', new URL(url));
    expect(place()).toMatchObject({ view, id });
    expect(place().more.get('service')).toBe('production');
  });
});

const secrets = machineSecrets({ environment: { ATLASML_MONITOR_ANSWER_KEY: Buffer.alloc(32, 3).toString('base64') } });
const beside = async () => ({ observed() {}, changed() {}, async close() {} });

/** The first mail of a monitor whose AtlasML is down. */
async function firstMail(answers: { url?: string } | undefined, hasPage: boolean): Promise<string> {
  const { port, taken } = await mailServer();
  const smtp = { host: 'localhost', port, security: 'none' as const, from: 'monitor@example.org', to: ['ops@example.org'] };
  const config = onMachine({
    endpoints: await switched(() => false),
    smtp,
    ...(answers && { answers: { keyParameter: '/atlasml-monitor/answer-key', ...answers } }),
  });
  const clock = new TurningClock(STEP_MS);
  const stop = new AbortController();
  const print = () => {
    if (taken.length > 0) stop.abort();
  };
  const page = hasPage ? { beside } : {};
  await runReal({ config, directory: folder(), secrets, signal: stop.signal, print, clock, within: clock.within, ...page });
  // Lines of a mail are folded by an equals sign.
  return taken[0]?.text.replace(/=\r?\n/g, '').replaceAll('=3D', '=') ?? '';
}

test.each<[string, { url?: string } | undefined, boolean, boolean]>([
  ['where people reach the page', { url: AT.url }, true, true],
  ['nowhere, where no page is served', { url: AT.url }, false, false],
  ['nowhere, where nobody said at which address it is reached', {}, true, false],
  ['nowhere without answers', undefined, true, false],
])('a message of one machine links to its incident: %s', async (_title, answers, hasPage, isLinked) => {
  const mail = await firstMail(answers, hasPage);
  expect(mail).toContain('[DOWN]');
  expect(/https:\/\/monitor\.example\.org\/m\/#\/incidents\/[\w-]+\?service=replay/.test(mail)).toBe(isLinked);
});
