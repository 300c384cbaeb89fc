import type { Link } from '../../functions/shared/message/message.ts';

/** What people reach of this machine: its page, and which service on it. */
export interface Reached {
  /** `answers.url`, which ends with a slash. */
  url: string;
  slug: string;
}

/** Where the page shows an incident, while it is open and later. */
export const incidentLinks = (at: Reached, { id }: { id: string }): Link[] => [
  { label: 'Incident', url: placeOf(at, `incidents/${encodeURIComponent(id)}`) },
];

/** Where the page shows what a checklist is about, by the labels that its items name. */
export const checklistLinks = (at: Reached): Link[] => [
  { label: 'Dashboard', url: placeOf(at, 'now') },
  { label: 'Alarms', url: placeOf(at, 'alarms') },
  { label: 'Logs', url: placeOf(at, 'logs') },
];

/** The page reads what stands behind the # by itself (local/page/assets/place.js), so no server and no log of one gets it. */
const placeOf = ({ url, slug }: Reached, path: string): string => `${url}#/${path}?${new URLSearchParams({ service: slug })}`;
