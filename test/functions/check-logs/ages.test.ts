import { describe, expect, test } from 'vitest';
import { withAges } from '../../../functions/check-logs/ages.ts';
import { checkLogs } from '../../../functions/check-logs/check.ts';
import type { ErrorKind } from '../../../functions/shared/observation.ts';
import type { LogSource } from '../../../functions/shared/ports.ts';
import { localLogSource } from '../../../local/follow/log-source.ts';
import { SqliteStore } from '../../../local/store/sqlite-store.ts';
import { recorded } from '../../support/corpus.ts';
import { StillClock } from '../../support/fakes.ts';
import { LOGS, observe, spanOf } from './support.ts';

const failing = recorded('logs/openai-failing');
const window = spanOf(failing);

describe('a kind of error', () => {
  test('is its logger and text, the type of the exception and the frame, without numbers and ids', async () => {
    const { evidence } = await observe(failing);
    expect(evidence[0]?.fingerprint).toMatch(
      /^ERROR atlasml\.utils Unexpected error in suggest_competencies: .*Error code: # .* openai\.OpenAIError@atlasml\/ml\/embeddings\.py:generate_embeddings_openai$/,
    );
    expect(evidence.every((kind) => !/\d/.test(kind.textFingerprint ?? kind.fingerprint))).toBe(true);
  });

  test('that is known stays known for a run that cannot read the traceback', async () => {
    const kinds = new SqliteStore('test');
    const local = localLogSource(() => failing);
    const look = (source: LogSource, at: number) => checkLogs(LOGS, window, { source, clock: new StillClock(at), kinds });
    await look(local, window.startMs - 1);
    const blind: LogSource = { ...local, lines: async () => ({ state: 'unknown', reason: 'throttled' }) };
    const { evidence } = await look(blind, window.endMs);
    expect(evidence.map((kind) => [kind.exception, kind.firstSeenMs])).toEqual(
      evidence.map(() => [undefined, window.startMs - 1]),
    );
  });

  test('is another one when something else was raised', async () => {
    const kinds = new SqliteStore('test');
    const kind = (exception: string): ErrorKind => ({
      fingerprint: `text ${exception}`,
      textFingerprint: 'text',
      level: 'ERROR',
      logger: 'atlasml.utils',
      text: 'text',
      count: 1,
      newestMs: 0,
    });
    await withAges([kind('ValueError@a.py:f')], kinds, 1);
    const ages = await withAges([kind('ValueError@a.py:f'), kind('KeyError@a.py:f')], kinds, 2);
    expect(ages.map((k) => k.firstSeenMs)).toEqual([1, 2]);
  });
});
