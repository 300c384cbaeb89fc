import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { machineConfig } from '../../../local/watch/machine-config.ts';
import { recordedAnswer } from '../../support/corpus.ts';
import { header } from '../../support/mail-server.ts';
import { serve } from '../../support/servers.ts';

export const folder = () => mkdtempSync(join(tmpdir(), 'atlasml-'));
/** Of the clock that turns. */
export const STEP_MS = 20;

// What is loaded while the clock turns would take a part of the play.
await Promise.all(['receivers', 'server', 'verify'].map((file) => import(`../../../local/mail/${file}.ts`)));

const NO_DIGESTS = { daily: false, weekly: false, monthly: false };

export function onMachine(input: MonitorConfigInput, logFile?: string) {
  return machineConfig(resolveConfig({ environment: 'replay', digests: NO_DIGESTS, ...input }), { logFile }).config;
}
export const subjectsOf = (mails: { text: string }[]) => mails.map(({ text }) => header(text, 'Subject') ?? '');

/** An AtlasML that is well or not, by a switch. */
export async function switched(isWell: () => boolean) {
  const { body } = recordedAnswer('health-ok');
  const origin = await serve((_request, response) => {
    if (isWell()) response.end(body);
    else response.writeHead(502).end('bad gateway');
  });
  return [{ name: 'health', url: `${origin}/api/v1/health/` }];
}
