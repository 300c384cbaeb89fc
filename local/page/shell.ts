import type { Playback } from './playback.ts';
import type { LiveNow, PageSource, Part, Verdict } from './port.ts';

/** Nothing in it is markup, also between quotation marks (WHATWG HTML 13.1.2.3). */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The same words as in `assets/hero.js`. */
const WORDS: Record<Verdict, string> = {
  well: 'Well',
  warned: 'Needs a look',
  failing: 'Failing',
  down: 'Down',
  unstable: 'Unstable',
  unknown: 'Unknown',
};

/** As in `assets/hero.js`. */
const LONG = 80;

const ICON: Record<string, string> = { well: 'well', unknown: 'unknown', warned: 'warned', unstable: 'warned' };

/**
 * The page before any script has run: the sentence stands in it already, for it is what is looked for.
 * @param modules the scripts that the first one imports, so that they are asked for at once.
 */
export function shell(
  source: Pick<PageSource, 'service' | 'environment' | 'simulated' | 'playback'>,
  live: LiveNow,
  modules: string[],
): string {
  const { verdict, sentence } = live.now;
  return `<!doctype html>
<html lang="en" data-verdict="${escaped(verdict)}" data-view="now">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(sentence)}</title>
<link rel="icon" href="/assets/icon-${ICON[verdict] ?? 'failing'}.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/uplot.css">
<link rel="stylesheet" href="/assets/page.css">
<script src="/assets/where.js"></script>
${modules.map((name) => `<link rel="modulepreload" href="/assets/${escaped(name)}">`).join('\n')}
<script defer src="/assets/uplot.js"></script>
<script type="module" src="/assets/page.js"></script>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header class="top">
<p class="mark">AtlasML Monitor</p>
<nav class="nav" aria-label="Views">${VIEWS.map(viewLink).join('')}</nav>
<p class="clock" aria-hidden="true" data-empty><span class="local">00:00:00</span><span class="utc">00:00:00 UTC</span></p>
</header>
${source.simulated ? simulated(source.simulated) : ''}${source.playback ? playback(source.playback, live.clockMs) : ''}
<main id="main" tabindex="-1">
<section class="hero" aria-label="Now">
<p class="verdict">${WORDS[verdict]}</p>
<h1 class="sentence"${sentence.length > LONG ? ' data-long' : ''}>${escaped(sentence)}</h1>
<p class="since"></p>
<ul class="besides">${live.now.besides.map((words) => `<li>${escaped(words)}</li>`).join('')}</ul>
<p class="announcement" role="status"></p>
</section>
<section aria-label="Components">
<ul class="parts">${live.now.parts.map(partItem).join('')}</ul>
</section>
<div class="view"></div>
</main>
<noscript><p>Without scripts this page shows how it stood when it was opened.</p></noscript>
</body>
</html>
`;
}

/** As in `assets/nav.js`. */
const VIEWS = ['Now', 'Incidents', 'Alarms', 'Logs', 'Checklists', 'Configuration'];
const viewLink = (title: string) => `<a href="#/${title.toLowerCase()}">${title}</a>`;

function simulated({ sentence, sicknesses }: NonNullable<PageSource['simulated']>): string {
  const buttons = sicknesses.map(
    ({ id, label, words }) =>
      `<button type="button" data-sickness="${escaped(id)}" title="${escaped(words)}">${escaped(label)}</button>`,
  );
  return `<aside class="simulated" aria-label="Demo">
<p>${escaped(sentence)}</p>
<div class="sicknesses">${buttons.join('')}</div>
<p class="answer" role="status">Choose what it suffers from, and see what people would be told.</p>
</aside>`;
}

/** The player of a past; `assets/playback.js` makes it do what it says. */
function playback({ sentence, notes, fromMs, untilMs, openedMs, speeds, speed, isPlaying }: Playback, atMs: number): string {
  const option = (one: number) =>
    `<option value="${one}"${one === speed ? ' selected' : ''}>${one === 1 ? 'as it was' : `${one} times as fast`}</option>`;
  const more = notes.length > 0 ? `<p class="notes">${notes.map(escaped).join(' ')}</p>` : '';
  return `<aside class="playback" aria-label="Player" data-playing="${isPlaying}">
<p>${escaped(sentence)}</p>
<div class="controls">
<button type="button" class="play">${isPlaying ? 'Stop' : 'Play'}</button>
<input type="range" class="moment" aria-label="Moment" min="${fromMs}" max="${untilMs}" step="1000" value="${atMs}">
<label>Speed <select class="speed">${speeds.map(option).join('')}</select></label>
<button type="button" class="to" data-to="${openedMs}">To the begin of the incident</button>
</div>
${more}<p class="answer" role="status"></p>
</aside>`;
}

function partItem({ name, of, state, words }: Part): string {
  const said = state === 'well' || words === '' ? '' : `<span class="words">${escaped(words)}</span>`;
  const title = escaped(of ? `${of} / ${name}` : name);
  return `<li class="part" data-state="${state}"><span class="glyph" aria-hidden="true"></span><span class="name">${title}</span><span class="state">${state}</span>${said}</li>`;
}

/** What somebody sees who must prove that he may look. */
export function gate(isWrong: boolean): string {
  return `<!doctype html>
<html lang="en" data-verdict="unknown">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>AtlasML Monitor</title>
<link rel="stylesheet" href="/assets/page.css">
<script type="module" src="/assets/gate.js"></script>
</head>
<body class="gate">
<main id="main">
<h1 class="sentence">AtlasML Monitor</h1>
<form>
<label for="token">Token of this page</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>Open</button>
<p class="answer" role="status">${isWrong ? 'That is not the token.' : ''}</p>
</form>
</main>
</body>
</html>
`;
}
