import { describe, expect, test } from 'vitest';
import { tracebacksIn, whereFrom } from '../../../functions/check-logs/tracebacks.ts';
import { observe } from './support.ts';

const lines = (...messages: string[]) => messages.map((message, i) => ({ atMs: i, message }));
const NOW = Date.parse('2026-11-24T10:00:00Z');

describe('exception groups (U31)', () => {
  const inner = (exception: string) => [
    '  +-+---------------- 1 ----------------',
    '    | Traceback (most recent call last):',
    '    |   File "/atlasml/atlasml/routers/competency.py", line 55, in save',
    `    | ${exception}`,
  ];
  const group = [
    '2026-11-24 10:00:00 - ERROR - atlasml.utils - Unexpected error in save: unhandled errors in a TaskGroup (1 sub-exception)',
    '  + Exception Group Traceback (most recent call last):',
    '  |   File "/atlasml/atlasml/app.py", line 76, in dispatch',
    '  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)',
    ...inner("AttributeError: 'NoneType' object has no attribute 'vector'"),
  ];
  const END = '    +------------------------------------';

  test('the exception inside is the exception, and its frame the place', async () => {
    const { evidence } = await observe([...group, END].map((message) => ({ timestamp: NOW, message })));
    expect(evidence[0]).toMatchObject({
      exception: "AttributeError: 'NoneType' object has no attribute 'vector'",
      where: ['atlasml/routers/competency.py:55 in save'],
    });
    expect(evidence[0]?.causedBy).toBeUndefined();
  });

  test('of several inside the first is told', () => {
    const [first] = tracebacksIn(
      lines(...group, ...inner('KeyError: 2').with(0, '    +---------------- 2 ----------------'), END),
    );
    expect(first?.exception).toBe('AttributeError');
  });

  test('of a group inside a group, the innermost (D7)', () => {
    const [first, ...others] = tracebacksIn(
      lines(
        'ERROR:    Exception in ASGI application',
        '  + Exception Group Traceback (most recent call last):',
        '  |   File "/x/site-packages/starlette/_utils.py", line 76, in collapse_excgroups',
        '  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)',
        '  +-+---------------- 1 ----------------',
        '    | Exception Group Traceback (most recent call last):',
        '    |   File "/atlasml/atlasml/app.py", line 94, in dispatch',
        '    | ExceptionGroup: inner (2 sub-exceptions)',
        '    +-+---------------- 1 ----------------',
        '      | Traceback (most recent call last):',
        '      |   File "/atlasml/atlasml/ml/embeddings.py", line 63, in generate_embeddings_openai',
        "      | KeyError: 'vector'",
        '      +---------------- 2 ----------------',
        '      | Traceback (most recent call last):',
        '      |   File "/atlasml/atlasml/ml/clustering.py", line 5, in f',
        '      | ValueError: other',
        '      +------------------------------------',
      ),
    );
    expect(others).toEqual([]);
    expect(first).toMatchObject({ head: 'ERROR:    Exception in ASGI application', exception: 'KeyError', causedBy: [] });
    expect(first && whereFrom(first, 1)).toEqual(['atlasml/ml/embeddings.py:63 in generate_embeddings_openai']);
  });

  test('one that was made and never raised is told with the frames of its group', () => {
    const [first] = tracebacksIn(
      lines(
        ...group.slice(0, 4),
        '  +-+---------------- 1 ----------------',
        '    | ValueError: one',
        '    +---------------- 2 ----------------',
        '    | KeyError: two',
        END,
      ),
    );
    expect(first).toMatchObject({ exception: 'ValueError', text: 'one' });
    expect(first && whereFrom(first, 1)).toEqual(['atlasml/app.py:76 in dispatch']);
  });

  test('what the exception inside came from is its cause', () => {
    const [first] = tracebacksIn(
      lines(
        ...group.slice(0, 5),
        '    | Traceback (most recent call last):',
        '    |   File "/atlasml/atlasml/a.py", line 1, in f',
        '    | TimeoutError: slow',
        '    | ',
        '    | During handling of the above exception, another exception occurred:',
        '    | ',
        '    | Traceback (most recent call last):',
        '    |   File "/atlasml/atlasml/b.py", line 2, in g',
        '    | RuntimeError: gave up',
        END,
      ),
    );
    expect(first).toMatchObject({ exception: 'RuntimeError', causedBy: [{ exception: 'TimeoutError' }] });
  });

  test('two groups with the same words and other exceptions inside are two kinds', async () => {
    const kinds = await Promise.all(
      ["AttributeError: 'NoneType' object has no attribute 'vector'", "KeyError: 'cluster_id'"].map(async (exception) => {
        const written = [...group.slice(0, 4), ...inner(exception), END];
        const { evidence } = await observe(written.map((message) => ({ timestamp: NOW, message })));
        return evidence[0]?.fingerprint;
      }),
    );
    expect(kinds[0]).not.toBe(kinds[1]);
  });

  test('in one event, as a multi-line pattern makes it', async () => {
    const { evidence } = await observe([{ timestamp: NOW, message: [...group, END].join('\n') }]);
    expect(evidence[0]).toMatchObject({ exception: "AttributeError: 'NoneType' object has no attribute 'vector'" });
  });

  test('what is raised because of a group has what is inside as its cause', () => {
    const [first] = tracebacksIn(
      lines(
        ...group,
        END,
        '',
        'The above exception was the direct cause of the following exception:',
        '',
        'Traceback (most recent call last):',
        '  File "/atlasml/atlasml/app.py", line 9, in f',
        'RuntimeError: failed',
      ),
    );
    expect(first).toMatchObject({ exception: 'RuntimeError', causedBy: [{ exception: 'AttributeError' }] });
  });
});
