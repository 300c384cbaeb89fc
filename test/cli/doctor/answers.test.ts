import { expect, test } from 'vitest';
import { answers as inAws } from '../../../cli/doctor/aws/answers.ts';
import { rowsOf } from '../../../cli/doctor/finding.ts';
import { answers as here } from '../../../cli/doctor/here/answers.ts';
import { answerRequest } from '../../../functions/shared/answers/answer-desk.ts';
import { resolveConfig } from '../../../functions/shared/config/load.ts';
import type { MonitorConfigInput } from '../../../functions/shared/config/schema.ts';
import { secretsOf } from '../../support/fakes.ts';
import { serve } from '../../support/servers.ts';

const KEY = { '/key': Buffer.alloc(32, 1).toString('base64') };
const SLACK = { ...KEY, '/slack': 'secret' };

/** Whoever takes answers, as `answerRequest` answers. */
const desk = () =>
  serve(async (request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://x');
    const { status, headers, body } = await answerRequest({ method: 'GET', path, query, headers: {}, body: '' }, []);
    response.writeHead(status, headers).end(body);
  });

async function look(answers: MonitorConfigInput['answers'], values: Record<string, string>, url = 'https://x.example.org/') {
  const endpoints = [{ name: 'health', url: 'https://a.example.org/' }];
  const ports = { config: resolveConfig({ endpoints, answers }), secrets: secretsOf(values) };
  const rows = await Promise.all([
    rowsOf([here], ports as never, 'here'),
    rowsOf([inAws], { ...ports, answersUrl: async () => url } as never, 'AWS'),
  ]);
  return rows.flat().map(({ state, fact }) => `${state}: ${fact}`);
}

test('where nothing is configured, it says what that means', async () => {
  const none = 'SKIP: not configured: messages are read, and answered by the command line alone';
  expect(await look(undefined, {})).toEqual([none, none]);
});

test.each<[string, Record<string, string>, string]>([
  ['a key that is missing', {}, 'FAIL: the key that links are signed with cannot be read'],
  ['a key that is none', { '/key': 'guess me' }, 'FAIL: the key that links are signed with is not valid'],
  ["Slack's secret that is missing", KEY, "FAIL: the signing secret of Slack's app cannot be read"],
])('%s is found', async (_title, values, fact) => {
  const url = 'https://x.example.org/';
  expect(await look({ keyParameter: '/key', slackSigningSecretParameter: '/slack', url }, values)).toEqual([fact, fact]);
});

test('whoever takes the answers is asked, without a right', async () => {
  const origin = await desk();
  const taken = `OK: taken at ${new URL(origin).host}, by links`;
  expect(await look({ keyParameter: '/key', url: origin }, KEY)).toEqual([taken, taken]);
  const both = { keyParameter: '/key', slackSigningSecretParameter: '/slack' };
  expect(await look(both, SLACK, `${origin}/`)).toEqual([
    'FAIL: answers.url is missing, so this machine offers none',
    `${taken} and buttons of Slack`,
  ]);
  const other = await serve((_request, response) => response.end('hello'));
  const [found] = await look({ keyParameter: '/key', url: other }, KEY);
  expect(found).toBe(`FAIL: ${new URL(other).host} answers HTTP 200, but not like this monitor`);
});
