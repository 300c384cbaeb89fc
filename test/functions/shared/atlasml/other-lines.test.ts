import { describe, expect, test } from 'vitest';
import { logMetrics } from '../../../../functions/check-logs/metrics.ts';
import { DEFAULTS } from '../../../../functions/shared/config/defaults.ts';
import { recorded } from '../../../support/corpus.ts';
import { count, lines, observe } from '../../check-logs/support.ts';

/** Lines that libraries of AtlasML, Python and the servers in front of it print, by who prints them. */
const PRINTED: Record<string, string[]> = {
  gRPC: [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1795629095.944123      42 fork_posix.cc:75] Other threads are currently calling into gRPC, skipping fork() handlers',
    'E0000 00:00:1795629095.944123      42 http_connection.cc:112] ipv4:10.0.0.3:50051: Failed to connect to remote host',
    'E1126 11:19:02.123456789      42 hpack_parser.cc:999] Error parsing metadata',
    'I0000 00:00:1795629095.944123      42 subchannel.cc:912] subchannel 0x7f {address=ipv4:10.0.0.3:50051}: connect failed',
    '\tat src/core/lib/surface/call.cc:1072',
    '\tdebug_error_string = "UNKNOWN:Error received from peer {grpc_status:14}"',
  ],
  'warnings of Python': [
    '/usr/local/lib/python3.13/site-packages/torch/cuda/__init__.py:174: UserWarning: CUDA initialization: no driver',
    '  warnings.warn(',
    '/atlasml/.venv/lib/python3.13/site-packages/sklearn/base.py:1152: ConvergenceWarning: Number of distinct clusters (2) found',
    '<frozen importlib._bootstrap>:488: DeprecationWarning: builtin type SwigPyPacked has no __module__ attribute',
    '<string>:1: SyntaxWarning: invalid escape sequence',
    'Exception ignored in: <function Socket.__del__ at 0x7f>',
    'Exception ignored while calling deallocator <function x>:',
    'ResourceWarning: Enable tracemalloc to get the object allocation traceback',
  ],
  exceptions: [
    'Traceback (most recent call last):',
    '  File "/atlasml/atlasml/app.py", line 1, in <module>',
    'ValueError: bad',
    'Exception: Failed to save competencies: x',
    'KeyboardInterrupt',
    'socket.gaierror: [Errno -2] Name or service not known',
    'openai.OpenAIError: Failed to generate OpenAI embeddings: Connection error.',
    'During handling of the above exception, another exception occurred:',
    'The above exception was the direct cause of the following exception:',
    '  + Exception Group Traceback (most recent call last):',
    '  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)',
    '  +-+---------------- 1 ----------------',
    '    | Traceback (most recent call last):',
    '    +------------------------------------',
    'ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)',
  ],
  faulthandler: [
    'Fatal Python error: Segmentation fault',
    'Current thread 0x00007f1a2b3c4d5e [python] (most recent call first):',
    'Thread 0x00007f1a2b3c4d5e (most recent call first):',
    '  File "/x/site-packages/torch/nn/functional.py", line 2 in linear',
    '  <no Python frame>',
    'Extension modules: numpy._core._multiarray_umath, torch._C (total: 2)',
    'Python runtime state: initialized',
    'Timeout (0:00:05)!',
  ],
  asyncio: [
    'future: <Task finished name=\'Task-7\' coro=<f() done> exception=ValueError("x")>',
    "task: <Task pending name='Task-7' coro=<f() running at a.py:1>>",
    'Object created at (most recent call last):',
  ],
  Sentry: [
    'Sentry is attempting to send 2 pending events',
    'Waiting up to 2 seconds',
    'Press Ctrl-C to quit',
    ' [sentry] DEBUG: Setting up integrations',
  ],
  Weaviate: [
    'Connection to Weaviate failed. Details: ',
    'Is Weaviate running and reachable at http://weaviate:8080?',
    'The request to Weaviate timed out while awaiting a response. Try adjusting the timeout config for your client. Details: ',
  ],
  transformers: [
    'Some weights of BartForSequenceClassification were not initialized from the model checkpoint at facebook/bart-large-mnli',
    'You should probably TRAIN this model on a down-stream task to be able to use it for predictions and inference.',
    'Device set to use cpu',
    'huggingface/tokenizers: The current process just got forked, after parallelism has already been used.',
    'To disable this warning, you can either:',
    '\t- Avoid using `tokenizers` before the fork if possible',
    "Xet Storage is enabled for this repo, but the 'hf_xet' package is not installed.",
  ],
  gunicorn: [
    '[2026-11-24 10:00:00 +0000] [1] [INFO] Starting gunicorn 23.0.0',
    '[2026-11-24 10:00:00 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:8)',
  ],
  'what ends the process': ['Killed', 'Segmentation fault (core dumped)', 'free(): invalid pointer'],
};

describe.each(Object.entries(PRINTED))('printed by %s', (_who, printed) => {
  test.each(printed)('%s', async (line) => {
    const { counts, evidence } = await observe(lines(line));
    expect(counts).toMatchObject({
      unrecognisedLines: 0,
      levels: { debug: 0, info: 0, warning: 0, error: 0, critical: 0 },
      serverErrors: 0,
      criticalLines: 0,
    });
    expect(evidence).toEqual([]);
  });
});

/** Lines with a level of their own, as AtlasML's format or uvicorn writes them for its libraries. */
describe('with a level', () => {
  const app = (level: string, logger: string, text: string) => `2026-11-24 10:00:00 - ${level} - ${logger} - ${text}`;
  test.each([
    [app('DEBUG', 'httpcore.http11', "receive_response_headers.complete return_value=(b'HTTP/1.1', 500, b'Internal')"), 'debug'],
    [app('DEBUG', 'urllib3.connectionpool', 'https://huggingface.co:443 "HEAD /x HTTP/1.1" 404 0'), 'debug'],
    [app('WARNING', 'asyncio', "Executing <Task finished name='Task-7'> took 0.200 seconds"), 'warning'],
    [app('ERROR', 'asyncio', 'Task exception was never retrieved'), 'error'],
    [app('WARNING', 'py.warnings', '/usr/lib/python3.13/a.py:1: UserWarning: x'), 'warning'],
    [app('ERROR', 'apscheduler.scheduler', 'Job "f" raised an exception'), 'error'],
    [app('INFO', 'datasets', 'PyTorch version 2.7.0 available.'), 'info'],
    ["INFO:     Will watch for changes in these directories: ['/atlasml']", 'info'],
    ['INFO:     Started reloader process [1] using WatchFiles', 'info'],
    ["WARNING:  WatchFiles detected changes in 'atlasml/app.py'. Reloading...", 'warning'],
    ['INFO:     Started parent process [1]', 'info'],
    ['INFO:     Child process [7] died', 'info'],
    ['WARNING:  Invalid HTTP request received.', 'warning'],
    ['ERROR:    [Errno 98] error while attempting to bind on address', 'error'],
  ])('%s is one line of level %s', async (line, level) => {
    const none = { debug: 0, info: 0, warning: 0, error: 0, critical: 0 };
    expect(await count(lines(line))).toMatchObject({ unrecognisedLines: 0, serverErrors: 0, levels: { ...none, [level]: 1 } });
  });

  test('none of them counts as a request: a DEBUG line that quotes an answer of 500', async () => {
    const line = app('DEBUG', 'httpcore.http11', 'INFO:     10.0.0.1:1 - "GET /api/v1/x HTTP/1.1" 500');
    expect((await count(lines(line))).requests['5xx']).toBe(0);
  });
});

describe('D5: the notices of a restart', () => {
  // Between the lines of a real one, as many of gRPC as make 14 and 37 % of all.
  test.each([14, 37])('%i %% of gRPC are no changed format', async (percent) => {
    const own = recorded('logs/healthy').slice(0, 100);
    const notices = (PRINTED.gRPC ?? []).slice(0, 5);
    const many = Math.round((100 * percent) / (100 - percent));
    const grpc = Array.from({ length: many }, (_, i) => ({
      ...own[0],
      timestamp: own[0]?.timestamp ?? 0,
      message: notices[i % 5] ?? '',
    }));
    const seen = await observe([...grpc, ...own]);
    expect(seen.counts).toMatchObject({ lines: 100 + many, unrecognisedLines: 0 });
    expect(logMetrics(seen, { ...DEFAULTS.thresholds }).find((m) => m.key === 'unrecognisedPercent')?.value).toBe(0);
  });

  test('a format that did change is still seen', async () => {
    const changed = recorded('logs/healthy').map((e) => ({
      ...e,
      message: e.message.replace(/^(\S+) (\S+) - (\w+) - /, '$3 [$1 $2] '),
    }));
    const { lines: all, unrecognisedLines } = await count(changed);
    expect(unrecognisedLines / all).toBeGreaterThan(0.3);
  });
});
