import { expect, test } from 'vitest';
import { lastWordsIn } from '../../../functions/check-logs/last-words.ts';
import { namesIn, recorded } from '../../support/corpus.ts';

/** Titles and descriptions that the bodies of a recording hold, long enough to be told from common words. */
function textsOf(messages: string[]): string[] {
  const found = messages.flatMap((m) =>
    [...m.matchAll(/["'](?:title|description)["']: ["'](.{8,}?)["'],?/g)].map(([, text]) => text ?? ''),
  );
  return [...new Set(found.map((text) => text.slice(0, 20)))];
}

test.each([...namesIn('logs'), ...namesIn('docker/logs')])(
  '%s: wherever it ends, its last words hold no text of a student',
  (name) => {
    const messages = recorded(name).map((e) => e.message);
    const texts = textsOf(messages);
    const leaks = messages
      .flatMap((message) => lastWordsIn([message]))
      .filter((words) => texts.some((text) => words.includes(text)));
    expect(leaks).toEqual([]);
  },
);

test('the recordings do hold such texts, also behind a level', () => {
  const messages = recorded('docker/logs/b_user_traffic').map((e) => e.message);
  const texts = textsOf(messages);
  expect(texts.length).toBeGreaterThan(10);
  expect(messages.some((m) => / - INFO - atlasml/.test(m) && texts.some((text) => m.includes(text)))).toBe(true);
});

test.each([
  [
    '2026-11-25 17:08:44 - INFO - atlasml.routers.competency - Saving exercise: My essay',
    '2026-11-25 17:08:44 - INFO - atlasml.routers.competency - Saving exercise: …',
  ],
  [
    '2026-11-25 17:08:44 - INFO - atlasml.app - 📥 Request body: {"a": 1}',
    '2026-11-25 17:08:44 - INFO - atlasml.app - 📥 Request body: [redacted]',
  ],
  [
    '2026-11-25 17:08:44 - INFO - atlasml.app - 📤 Response: 200 (took 0.342s)',
    '2026-11-25 17:08:44 - INFO - atlasml.app - 📤 Response: 200 (took 0.342s)',
  ],
  ['INFO:     Finished server process [7]', 'INFO:     Finished server process [7]'],
  [
    '2026-11-25 17:08:44 - ERROR - atlasml.utils - Unexpected error: Connection error.',
    '2026-11-25 17:08:44 - ERROR - atlasml.utils - Unexpected error: Connection error.',
  ],
])('%s', (line, words) => {
  expect(lastWordsIn(['2026-11-25 17:08:43 - INFO - student.code - mine', line, 'some text'])).toEqual([words]);
});

const PORT = "ERROR:    [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use";
/** What uvicorn writes after it: Server.startup shuts the lifespan down before it exits (uvicorn/server.py). */
const ORDERLY = [
  'INFO:     Waiting for application shutdown.',
  '2026-11-25 17:08:44 - INFO - atlasml.app - Shutting down AtlasML API...',
  '2026-11-25 17:08:44 - INFO - atlasml.app - Weaviate client closed.',
  'INFO:     Application shutdown complete.',
];

test('the error that ends AtlasML stands among its last words, though uvicorn shuts down in order after it', () => {
  const words = lastWordsIn(['INFO:     Application startup complete.', PORT, ...ORDERLY]);
  expect(words).toEqual([PORT, ...ORDERLY.slice(-2)]);
});

test('an error of some requests ago is no last word', () => {
  const served = Array.from({ length: 8 }, () => 'INFO:     10.0.0.9:4711 - "GET /api/v1/health/ HTTP/1.1" 200 OK');
  expect(lastWordsIn([PORT, ...served, ...ORDERLY])).toEqual(ORDERLY.slice(-3));
});
