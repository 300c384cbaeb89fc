import { appPrefix } from '../../functions/shared/atlasml/log-format.ts';
import { NOISE } from '../../functions/shared/atlasml/noise.ts';
import { type Finding, fail, ok, skip } from './finding.ts';

/** What AtlasML says of Sentry when it starts (its source, app.py): it sends to it in its environment "production" alone. */
export const SENTRY_LINE = `^${NOISE}${appPrefix('INFO', 'atlasml\\.app')}Sentry (?:initialized|not initialized)`;
const LINE = new RegExp(SENTRY_LINE);

/** @param lines since AtlasML started, oldest first. Pure. */
export function sentryOf(lines: readonly string[]): Finding {
  const said = lines.findLast((line) => LINE.test(line));
  if (said === undefined) return skip('its log no longer shows it: AtlasML writes it only when it starts');
  if (!said.includes('Sentry not initialized')) return ok('on: AtlasML sends its errors');
  const hasDsn = /Sentry DSN configured: True/.test(said);
  return hasDsn
    ? fail(
        'off, though SENTRY_DSN is set: AtlasML sends only where ENV is production',
        "set ENV=production in AtlasML's container",
      )
    : fail('off: SENTRY_DSN is empty', "set SENTRY_DSN in AtlasML's container, and start it again");
}
