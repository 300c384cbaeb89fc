/** For how long a reader may silence the monitor: what stands in forms and buttons, and its words. Another time is chosen on the page. */
export const SILENCE_CHOICES = { '10m': '10 minutes', '1h': '1 hour', '8:00': 'until 8:00' } as const;

/** Why something was no incident, where nobody writes a reason. */
export const NO_INCIDENT_REASONS = {
  planned: 'planned work',
  harmless: 'known and harmless',
  wrong: 'the monitor is wrong',
} as const;

/** What each of the two says before a person does it. */
export const WHAT_IT_DOES = {
  acknowledge: 'Everybody is told that you are on it, and no more reminders are sent.',
  silence: 'No messages are sent in this time. What fails in this time is told at its end, if it lasts.',
  'not-an-incident':
    'No more messages are sent about it. When AtlasML is proven well, it is closed as no incident. If it gets worse or something new fails, you are still told.',
  test: 'It shows that answers arrive. Nothing else happens.',
} as const;
