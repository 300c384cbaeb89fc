import { readFileSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type BrowserContextOptions, chromium as playwright } from 'playwright-core';
import type { SlackBlock } from '../functions/shared/message/slack-blocks.ts';
import { drawChart } from '../local/mail/chart/chart.ts';

/**
 * `node bench/message-pictures.ts`: the pictures of docs/messages.md, out of the goldens: the mail as a browser shows it, light and dark, and the
 * blocks of Slack in a rendering of ours that is like Slack's.
 */
const FOLDER = 'docs/images';
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox'],
  headless: true,
});

async function picture(name: string, html: string, options: BrowserContextOptions): Promise<void> {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  await tab.setContent(html);
  await tab.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: true });
  await context.close();
  console.log(name);
}

/** Errors of a quarter of an hour, as they are when Weaviate stops. */
const BEGAN = Date.parse('2026-11-25T10:31:00Z');
const MINUTE = 60_000;
const points = Array.from({ length: 183 }, (_, i) => {
  const atMs = BEGAN - 180 * MINUTE + i * MINUTE;
  return { atMs, value: atMs < BEGAN ? (i % 47 === 0 ? 1 : 0) : 2 + (atMs - BEGAN) / MINUTE };
});
const chart = drawChart({
  points,
  threshold: 3,
  unit: '',
  periodMs: MINUTE,
  startMs: BEGAN - 180 * MINUTE,
  endMs: BEGAN + 2 * MINUTE,
});

/** The browser of the tests has no coloured signs. */
const SIGNS: Record<string, string> = { '🔴': '#e01e5a', '🟠': '#e8912d', '🟡': '#ecb22e', '🟢': '#2eb67d', '⚪': '#bbb' };
const signed = (html: string) =>
  html
    .replace(/🔴|🟠|🟡|🟢|⚪/gu, (sign) => `<span style="color:${SIGNS[sign]}">●</span>`)
    .replaceAll('❌', '<span style="color:#d1242f">✖</span>');

const golden = readFileSync('test/golden/weaviate-unreachable.html', 'utf8').replace(
  'cid:chart',
  `data:image/png;base64,${Buffer.from(chart).toString('base64')}`,
);
const mail = signed(golden);
await picture('mail', mail, { viewport: { width: 740, height: 700 } });
await picture('mail-dark', mail, { viewport: { width: 740, height: 700 }, colorScheme: 'dark' });
await picture('mail-phone', mail, { viewport: { width: 360, height: 700 }, deviceScaleFactor: 1 });

const escaped = (text: string) => text.replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Slack's text, escaped by Slack's rule, as HTML. */
function marked(text: string): string {
  return text
    .split('```')
    .map((part, i) =>
      i % 2 === 1
        ? `<pre>${part}</pre>`
        : part
            // A star within a link is none that makes bold.
            .replace(/\*((?:<[^>]*>|[^*<\n])+)\*/g, '<b>$1</b>')
            .replace(/<(https?:[^|>]+)\|([^>]+)>/g, '<a href="$1">$2</a>')
            .trim()
            .replaceAll('\n', '<br>'),
    )
    .join('');
}

function shown(block: SlackBlock): string {
  if (block.type === 'divider') return '<hr>';
  if (block.type === 'header') return `<h1>${escaped(block.text.text)}</h1>`;
  if (block.type === 'context') return `<p class="context">${block.elements.map(({ text }) => marked(text)).join(' ')}</p>`;
  if (block.type === 'section') return `<div>${marked(block.text.text)}</div>`;
  const labels = block.elements.map((e) => (e.type === 'button' ? e.text.text : `${e.placeholder.text} ▾`));
  return `<p>${labels.map((label) => `<span class="button">${escaped(label)}</span>`).join(' ')}</p>`;
}

const STYLE = `body{margin:0;padding:14px 16px;font:15px/1.46 Lato,sans-serif;color:#1d1c1d;background:#fff;max-width:760px}
h1{font-size:17px;margin:2px 0 6px}div{margin:6px 0}p{margin:8px 0}hr{border:0;border-top:1px solid #ddd;margin:10px 0}a{color:#1264a3;text-decoration:none}
pre{font:12px/1.5 monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;margin:4px 0;white-space:pre-wrap;overflow-wrap:anywhere}
.button{display:inline-block;border:1px solid #bbb;border-radius:4px;padding:3px 11px;font-weight:bold;font-size:13px;margin-right:4px}.context{font-size:13px;color:#616061}
.app{font-weight:900}.tag{font-size:10px;background:#e8e8e8;border-radius:2px;padding:1px 3px;color:#616061}.thread{border-left:3px solid #ddd;padding-left:14px;margin:10px 0 0 4px}.note{font-size:13px;color:#1264a3;font-weight:bold}`;
const APP = '<p><span class="app">AtlasML Monitor</span> <span class="tag">APP</span></p>';
const page = (body: string) => `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${APP}${signed(body)}`;

const blocksOf = (name: string): SlackBlock[] => JSON.parse(readFileSync(`test/golden/${name}.slack.json`, 'utf8')).blocks;
const blocks = blocksOf('weaviate-unreachable');
const line = blocks.findIndex(({ type }) => type === 'divider');
const [first, evidence] = [blocks.slice(0, line), blocks.slice(line + 1)].map((part) => part.map(shown).join(''));
await picture('slack', page(`${first}<p class="note">1 reply</p><div class="thread">${evidence}</div>`), {
  viewport: { width: 800, height: 300 },
});
await picture('slack-checklist', page(blocksOf('digest-daily-open').map(shown).join('')), {
  viewport: { width: 800, height: 300 },
});
await browser.close();
