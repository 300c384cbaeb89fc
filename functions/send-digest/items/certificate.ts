import { plural } from '../../shared/text/words.ts';
import { type Answer, ownSeries, type Question } from '../scope.ts';

/** @param daysLeft by endpoint; undefined where none was seen. */
export function judgeCertificates(daysLeft: [string, number | undefined][], leastDays: number): Answer {
  if (daysLeft.length === 0) return { status: 'off', fact: 'no endpoint has one' };
  const unseen = daysLeft.filter(([, days]) => days === undefined).map(([name]) => name);
  if (unseen.length > 0) return { status: 'unknown', fact: `none was seen of ${unseen.join(', ')}` };
  const [name, days = 0] = daysLeft.toSorted(([, a = 0], [, b = 0]) => a - b)[0] as [string, number];
  const isSoon = days < leastDays;
  return {
    status: isSoon ? 'bad' : 'well',
    fact: `${plural(Math.floor(days), 'day')} left (${name})${isSoon ? ': renew it' : ''}`,
  };
}

export const certificate: Question = {
  what: 'Certificate',
  seen: 'Dashboard',
  async ask(scope) {
    const { endpoints, thresholds } = scope.config;
    const days = endpoints
      .filter(({ url }) => url.startsWith('https:'))
      .map(async ({ name }): Promise<[string, number | undefined]> => {
        const points = await ownSeries(scope, scope.window, 'certificateDaysLeft', 'Minimum', { Endpoint: name }, 3600);
        return [name, points.at(-1)?.value];
      });
    return judgeCertificates(await Promise.all(days), thresholds.certificateDaysLeft);
  },
};
