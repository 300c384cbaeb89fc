import { cutText } from '../../../functions/shared/text/cut.ts';
import { leavingTexts } from '../../../functions/shared/text/leaving.ts';
import { type Finding, fail, ok } from '../finding.ts';
import type { SentryAlert } from './alert.ts';

/**
 * AtlasML's monitoring guide, "Alert Rules": "10 events occur in 5 minutes", in production, to an e-mail address and a channel of Slack
 * (ls1intum/edutelligence, atlas/docs/docs/admin/atlasml-monitoring.md).
 */
const GUIDE = { events: 10, minutes: 5, environment: 'production' };
const WANTED = [
  ['email', 'e-mail'],
  ['slack', 'Slack'],
] as const;
const MOST_NAMED = 3;
const LONGEST_NAME = 60;

/** Whether somebody hears of so many events, by the one way and the other; by which alerts, or which come near. Pure. */
export function judgeAlerts(alerts: readonly SentryAlert[]): Finding {
  const good = alerts.filter((alert) => whyNot(alert) === undefined);
  const told = new Set(good.flatMap(({ tells }) => tells));
  const missing = WANTED.filter(([way]) => !told.has(way)).map(([, words]) => words);
  const helping = good.filter(({ tells }) => WANTED.some(([way]) => tells.includes(way)));
  const what = `${GUIDE.events} events in ${GUIDE.minutes} minutes`;
  if (missing.length === 0)
    return ok(`${namesOf(helping)} ${helping.length > 1 ? 'tell' : 'tells'} of ${what}, by e-mail and Slack`);
  const [first] = good;
  if (first) {
    const words = `${namesOf(good)} ${good.length > 1 ? 'tell' : 'tells'} of ${what}, but not by ${missing.join(' and ')}`;
    return fail(
      words,
      `in Sentry: Alerts, ${quoted(first)}: add an action for ${missing.join(' and one for ')} (docs/sentry.md)`,
    );
  }
  const near = alerts.flatMap((alert) => {
    const why = alert.over && whyNot(alert);
    return why ? [`${quoted(alert)} ${why}`] : [];
  });
  const words = [`no alert tells of ${what}`, ...near.slice(0, MOST_NAMED)];
  const fix = `in Sentry: Alerts, Create Alert: more than ${GUIDE.events} events in ${GUIDE.minutes} minutes, to e-mail and to a channel of Slack (docs/sentry.md)`;
  return fail(words.join('; '), fix);
}

/** Why an alert may say nothing of so many events; undefined where it says it. More than 10 within an hour are also those of 5 minutes. */
function whyNot({ isOn, over, isNarrowed, environment }: SentryAlert): string | undefined {
  if (!over) return 'counts no events';
  if (!isOn) return 'is off';
  if (over.events > GUIDE.events) return `waits for more than ${over.events} events`;
  if (over.minutes < GUIDE.minutes) return `counts within ${over.minutes} min only`;
  if (isNarrowed) return 'asks for more than the number of events';
  // AtlasML sends in production alone (its source, app.py).
  if (environment !== undefined && environment !== GUIDE.environment)
    return `looks at the environment ${quote(environment)} only`;
  return undefined;
}

const quote = (text: string) => `"${cutText(leavingTexts(text), LONGEST_NAME)}"`;
const quoted = ({ name }: SentryAlert) => quote(name);

function namesOf(alerts: readonly SentryAlert[]): string {
  const names = [...new Set(alerts.map(quoted))];
  const rest = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
