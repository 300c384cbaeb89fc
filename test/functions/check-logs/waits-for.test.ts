import { describe, expect, test } from 'vitest';
import { waitsFor } from '../../../functions/check-logs/waits-for.ts';
import type { LogLine } from '../../../functions/shared/ports.ts';
import { lines as events, observe } from './support.ts';

const BEGIN = Date.parse('2026-11-26T11:29:00Z');
const WEAVIATE = 'http://127.0.0.1:21201/v1';

/** Lines as AtlasML writes them, each at its second after the begin. */
const WORDS = {
  begin: 'INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest',
  health: 'INFO - atlasml.app - 🔄 GET /api/v1/health/',
  body: 'INFO - atlasml.app - 📥 Request body: {',
  route: 'INFO - atlasml.routers.competency - Suggesting competencies for description: x',
  saving: 'INFO - atlasml.routers.competency - Saving competencies with operation type: OperationType.UPDATE',
  schema: `INFO - httpx - HTTP Request: GET ${WEAVIATE}/schema/Exercise "HTTP/1.1 200 OK"`,
  ready: 'INFO - atlasml.clients.weaviate - --- All collections initialized with schemas ---',
  existing: "INFO - atlasml.ml.pipeline_workflows - Existing competency: [{'id': 1}]",
  openai:
    'INFO - httpx - HTTP Request: POST http://127.0.0.1:21209/openai/deployments/te-3-small/embeddings?api-version=2023-05-15 "HTTP/1.1 200 OK"',
  retry: 'INFO - openai._base_client - Retrying request to /embeddings in 0.493920 seconds',
  getting: "INFO - atlasml.clients.weaviate - --- GETTING EMBEDDINGS BY PROPERTY FROM WEAVIATE COLLECTION 'Competency' ---",
  found: 'INFO - atlasml.clients.weaviate - --- FOUND 4 EMBEDDINGS MATCHING course_id=21 ---',
  loading: 'INFO - sentence_transformers.SentenceTransformer - Load pretrained SentenceTransformer: all',
  slow: 'INFO - atlasml.app - 📤 Response: 200 (took 12.211s)',
  quick: 'INFO - atlasml.app - 📤 Response: 200 (took 0.273s)',
  settings: 'INFO - atlasml.config - Loading settings from environment variables',
};
type Word = keyof typeof WORDS;

const at = (written: [number, Word][]): LogLine[] =>
  written.map(([second, word]) => {
    const atMs = BEGIN + second * 1000;
    const stamp = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
    return { atMs, message: `${stamp} - ${WORDS[word]}` };
  });

const openai = (isNamed: boolean, seconds: number) => ({ who: 'openai', isNamed, seconds });
const weaviate = (isNamed: boolean, seconds: number) => ({ who: 'weaviate', isNamed, seconds });

/** All end 70 s after the begin, at 11:30:10. */
// biome-ignore format: a row reads as a row
const HANGING: [string, [number, Word][], object | undefined][] = [
  ['Weaviate answered and the line of OpenAI is missing', [[0, 'quick'], [1, 'begin'], [1, 'body'], [1, 'route'], [1, 'schema'], [1, 'ready']], openai(false, 69)],
  ['OpenAI is asked again', [[1, 'begin'], [1, 'schema'], [1, 'ready'], [60, 'retry']], openai(true, 69)],
  ['OpenAI sent the head of its answer and no body', [[1, 'begin'], [1, 'schema'], [1, 'ready'], [2, 'openai']], openai(true, 68)],
  ['a competency that is known gets new embeddings', [[1, 'begin'], [1, 'saving'], [1, 'schema'], [1, 'getting'], [1, 'found'], [1, 'existing']], openai(false, 69)],
  ['Weaviate is asked over gRPC', [[1, 'begin'], [1, 'ready'], [2, 'openai'], [2, 'getting'], [2, 'schema']], weaviate(true, 68)],
  ['Weaviate is asked and not one line comes', [[1, 'begin'], [2, 'openai'], [3, 'getting']], weaviate(true, 67)],
  ['the route began and Weaviate is asked first', [[1, 'begin'], [1, 'body'], [1, 'route']], weaviate(false, 69)],
  ['the health asks Weaviate', [[0, 'quick'], [1, 'health']], weaviate(false, 69)],
  ['the process computes', [[1, 'begin'], [1, 'schema'], [1, 'found'], [2, 'loading']], undefined],
  ['nothing is asked', [[0, 'begin'], [1, 'quick']], undefined],
  ['a request of four seconds ago', [[66, 'begin'], [66, 'ready']], undefined],
  ['the process was started anew', [[1, 'begin'], [1, 'ready'], [9, 'settings']], undefined],
];

// biome-ignore format: a row reads as a row
const SLOW: [string, [number, Word][], object | undefined][] = [
  ['OpenAI lets wait for its head', [[0, 'begin'], [0, 'schema'], [0, 'ready'], [12, 'openai'], [12, 'getting'], [12, 'slow']], openai(true, 12)],
  ['OpenAI lets its body drip', [[0, 'begin'], [0, 'ready'], [0, 'openai'], [12, 'getting'], [12, 'schema'], [12, 'slow']], openai(true, 12)],
  ['OpenAI is asked again', [[0, 'begin'], [0, 'ready'], [9, 'retry'], [12, 'openai'], [12, 'slow']], openai(true, 9)],
  ['the body drips and Weaviate comes next', [[0, 'begin'], [0, 'schema'], [0, 'openai'], [11, 'schema'], [11, 'schema'], [12, 'slow']], openai(false, 11)],
  ['Weaviate is slow each time', [[0, 'begin'], [3, 'schema'], [3, 'openai'], [10, 'schema'], [12, 'slow']], weaviate(true, 7)],
  ['Weaviate is slow over gRPC', [[0, 'begin'], [0, 'openai'], [0, 'getting'], [0, 'schema'], [11, 'found'], [12, 'slow']], weaviate(true, 11)],
  ['the process loads a model', [[0, 'begin'], [0, 'found'], [0, 'loading'], [12, 'slow']], undefined],
  ['each step takes a little', [[0, 'begin'], [3, 'schema'], [6, 'openai'], [9, 'getting'], [12, 'slow']], undefined],
  ['it was quick', [[0, 'begin'], [0, 'openai'], [1, 'quick']], undefined],
];

describe('for whom AtlasML waits', () => {
  test.each(HANGING)('hangs: %s', (_title, written, expected) => {
    const found = waitsFor(at(written), BEGIN + 70_000);
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeUndefined();
  });

  test.each(SLOW)('slow: %s', (_title, written, expected) => {
    const found = waitsFor(at(written), BEGIN + 14_000);
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeUndefined();
  });

  test('the newest slow request counts, and a hang more than it', () => {
    const first: [number, Word][] = [
      [0, 'begin'],
      [0, 'getting'],
      [12, 'found'],
      [12, 'slow'],
    ];
    const second: [number, Word][] = [
      [20, 'begin'],
      [20, 'ready'],
      [32, 'openai'],
      [32, 'slow'],
    ];
    expect(waitsFor(at([...first, ...second]), BEGIN + 33_000)).toMatchObject({ who: 'openai', sinceMs: BEGIN + 20_000 });
    const hang: [number, Word][] = [
      [34, 'begin'],
      [34, 'getting'],
    ];
    expect(waitsFor(at([...first, ...second, ...hang]), BEGIN + 60_000)).toMatchObject({ who: 'weaviate', seconds: 26 });
  });
});

describe('check-logs looks closer', () => {
  const hang = at([
    [0, 'begin'],
    [0, 'quick'],
    [1, 'begin'],
    [1, 'body'],
    [1, 'route'],
    [1, 'schema'],
    [1, 'ready'],
  ]);
  const asEvents = hang.map(({ atMs, message }) => ({ timestamp: atMs, message }));
  const until = (seconds: number) => ({ startMs: BEGIN + (seconds - 300) * 1000, endMs: BEGIN + seconds * 1000 - 1 });

  test.each([10, 60, 400, 3600])('at a hang that lasts for %i s', async (seconds) => {
    expect((await observe(asEvents, until(seconds))).waitsFor).toMatchObject(openai(false, seconds - 1));
  });

  test('and reads no line while all is well', async () => {
    const well = events(
      '2026-11-24 10:00:00 - INFO - atlasml.app - 🔄 GET /api/v1/health/',
      ...['INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 200 OK'],
    );
    const observation = await observe([
      ...well,
      { timestamp: (well[1]?.timestamp ?? 0) + 1, message: `2026-11-24 10:00:01 - ${WORDS.quick}` },
    ]);
    expect(observation.waitsFor).toBeUndefined();
    expect(observation.ended).toBeUndefined();
  });
});
