import { describe, expect, test } from 'vitest';
import { main } from '../../../cli/main.ts';
import userConfig from '../../../monitor.config.ts';
import { FAILED, fileOf, OK, textOf } from './support.ts';

const check = (...args: string[]) => main(['check', 'logs', ...args]);
const HEALTH_503 = 'INFO:     127.0.0.1:1 - "GET /api/v1/health/ HTTP/1.1" 503 Service Unavailable';
const START = '2026-11-24 10:00:02 - INFO - atlasml.config - Loading settings from environment variables';
const UP = 'INFO:     Application startup complete.';
const RAISED = [
  'Traceback (most recent call last):',
  '  File "/atlasml/atlasml/app.py", line 1, in <module>',
  "ModuleNotFoundError: No module named 'x'",
];
const COMPOSE = OK.map((line) => `atlasml-1  | ${line}`);
const LIBRARY = '2026-11-24 10:00:02 - ERROR - asyncio - Task was destroyed but it is pending!';
const BEGUN = (n: number) => Array.from({ length: n }, () => FAILED[0] as string);

describe('the verdict', () => {
  test.each<[string, string[], number, string]>([
    ['all is well', OK, 0, 'verdict          well\n'],
    ['a request that failed', FAILED, 1, 'verdict          NOT WELL. 1 request failed by a server error.\n'],
    ['a critical line', [...OK, '2026-11-24 10:00:02 - CRITICAL - atlasml.app - out of memory'], 1, 'There is 1 critical line.'],
    ['a start that failed', [...OK, 'ERROR:    Application startup failed. Exiting.'], 1, 'NOT WELL. 1 start failed.'],
    ['five requests without an end', [...OK, ...BEGUN(5)], 0, 'verdict          well\n'],
    ['six requests without an end', [...OK, ...BEGUN(6)], 1, '6 requests began and did not end; up to 5 are normal.'],
    [
      'a crash of native code',
      [...OK, 'Segmentation fault (core dumped)'],
      1,
      'ended the process: Segmentation fault (core dumped).',
    ],
    ['a kill', [...OK, 'Killed', ...OK], 1, 'NOT WELL. Native code or a kill ended the process: Killed.'],
    ['health that fails', [...OK, HEALTH_503], 1, 'NOT WELL. 1 health request failed by a server error.'],
    ['a start that an exception ended', [...OK, START, ...RAISED], 1, 'NOT WELL. 1 start ended with an exception.'],
    [
      'the same before a start that came up',
      [START, ...RAISED, START, UP, ...OK],
      1,
      'NOT WELL. 1 start ended with an exception.',
    ],
    ['a start that came up', [START, UP, ...OK], 0, 'verdict          well\n'],
    ['a traceback of a thread while it runs', [START, UP, ...OK, ...RAISED], 0, 'verdict          well\n'],
    [
      'requests of other paths',
      OK.map((line) => line.replace('/api/', '/atlas/api/')),
      3,
      'unknown. 1 request ended, and no access line',
    ],
    [
      'a container that was killed',
      [...COMPOSE, 'atlasml-1 exited with code 137'],
      1,
      'NOT WELL. atlasml-1 exited with code 137.',
    ],
    [
      'the same in colours, restarting',
      [...COMPOSE, '\x1b[36matlasml-1 exited with code 1 (restarting)\x1b[0m'],
      1,
      'atlasml-1 exited with code 1.',
    ],
    [
      'a container that was stopped in order',
      [...COMPOSE, 'atlasml-1 exited with code 0', 'atlasml-1 exited with code 143'],
      0,
      'verdict          well\n',
    ],
    ['another container that was killed', [...COMPOSE, 'weaviate-1 exited with code 137'], 0, 'verdict          well\n'],
    ['a start without an end', [...OK, START], 3, 'unknown. The log ends while AtlasML starts'],
    [
      'error lines alone, as a search finds them',
      [FAILED[1] as string],
      3,
      'unknown. 1 error line of AtlasML says that a request failed',
    ],
    [
      'errors without their requests',
      [...OK, ...Array(9).fill(FAILED[1])],
      3,
      '9 error lines of AtlasML say that a request failed',
    ],
    ['an error line of a library alone', [LIBRARY], 3, 'There is 1 error line, and no line that says how a request ended.'],
    ['the same beside requests', [LIBRARY, ...OK], 0, 'verdict          well\n'],
    ['two things', [...FAILED, ...BEGUN(6)], 1, 'NOT WELL. 1 request failed by a server error. 6 requests began'],
  ])('%s', async (title, lines, code, words) => {
    const outcome = await check(fileOf(`${title}.log`, textOf(lines)));
    expect(outcome.text).toContain(words);
    expect(outcome.code).toBe(code);
  });

  test('the limit of the configuration counts', async () => {
    const path = fileOf('limit.log', textOf([...OK, ...BEGUN(6)]));
    const config = { ...userConfig, thresholds: { unfinishedRequests: 6 } };
    expect((await main(['check', 'logs', path], { loadConfig: async () => config })).code).toBe(0);
  });

  test('--json has it, too', async () => {
    const { text } = await check(fileOf('failed.log', textOf(FAILED)), '--json');
    expect(JSON.parse(text)).toMatchObject({
      verdict: 'not well',
      reasons: ['1 request failed by a server error.'],
      serverErrors: 1,
      readAs: [{ form: 'plain lines', encoding: 'utf-8' }],
    });
  });
});
