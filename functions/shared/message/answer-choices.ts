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
  acknowledge: 'Everybody hears that you are on it, and nobody is reminded of it any more.',
  silence: 'Nobody is told anything in this time. What begins meanwhile is told then, if it lasts.',
  'not-an-incident':
    'Nobody hears more of it until AtlasML is proven well; then it is closed as no incident. What gets worse or is new is told all the same.',
  test: 'It shows that answers arrive. Nothing else happens.',
} as const;
