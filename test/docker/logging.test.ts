import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkLogsCommand } from '../../cli/check-logs/command.ts';
import type { LogCounts, LogsObservation } from '../../functions/shared/observation.ts';
import { recorded } from '../support/corpus.ts';
import { cloudWatchLogsStandIn } from './support/cloudwatch-logs-stand-in.ts';
import { remove } from './support/container.ts';
import { IMAGE } from './support/image.ts';
import { describeWithEngine } from './support/test.ts';

interface Logging {
  driver: string;
  options: Record<string, string>;
}

const LOGGING: Record<string, Logging> = parse(readFileSync('docs/examples/docker-compose-logging.yml', 'utf8'))['x-logging'];
const NAME = 'logging';
const ACCESS = /^INFO: .*" \d{3} /;

/** What the monitor counts in events, by the queries that run in AWS; how many events there are is another matter. */
async function countsOf(events: string[]): Promise<object> {
  const file = join(mkdtempSync(join(tmpdir(), 'logging-')), 'events.jsonl');
  const startMs = Date.parse('2026-11-25T17:52:00Z');
  let line = 0;
  const rows = events.map((message) => {
    const timestamp = startMs + line;
    line += message.trimEnd().split('\n').length;
    return JSON.stringify({ timestamp, message });
  });
  writeFileSync(file, `${rows.join('\n')}\n`);
  const { json } = await checkLogsCommand({ files: [file] }, {} as never);
  const { levels, requests, healthRequests, serverErrors, clientErrors, unfinished, starts, evidence } = json as LogCounts &
    Pick<LogsObservation, 'evidence'>;
  const kinds = evidence.map(({ fingerprint, count }) => `${count} × ${fingerprint}`);
  return { levels, requests, healthRequests, serverErrors, clientErrors, unfinished, starts, kinds };
}

describeWithEngine('how the examples let Docker log', (api) => {
  const create = (logging: Logging, more: object = {}) =>
    api.ask('POST', `/containers/create?name=${NAME}`, {
      Image: IMAGE,
      Cmd: ['cat', '/log'],
      HostConfig: { NetworkMode: 'host', LogConfig: { Type: logging.driver, Config: logging.options } },
      ...more,
    });

  test.each(Object.entries(LOGGING))('the Engine knows each option of %s, and none beside them', async (_, logging) => {
    await create(logging);
    await remove(api, NAME);
    await expect(create({ ...logging, options: { ...logging.options, 'no-such-option': 'x' } })).rejects.toThrow(
      'no-such-option',
    );
  });

  test('awslogs sends each traceback in one event, and each line of uvicorn in its own', async () => {
    const { awslogs } = LOGGING as { awslogs: Logging };
    const lines = recorded('docker/logs/d_server_errors').map(({ message }) => message);
    const standIn = await cloudWatchLogsStandIn();
    const options = { ...awslogs.options, 'awslogs-endpoint': standIn.url };
    try {
      await create({ ...awslogs, options });
      await api.ask('PUT', `/containers/${NAME}/archive?path=/`, tarOf('log', `${lines.join('\n')}\n`));
      await api.ask('POST', `/containers/${NAME}/start`);
      // What is not sent yet when the container ends is sent then.
      await api.ask('POST', `/containers/${NAME}/wait`);
      const sent = () => standIn.events.join('\n').split('\n').length;
      while (sent() < lines.length) await setTimeout(100);
    } finally {
      await remove(api, NAME);
      await standIn.close();
    }
    // With a pattern the driver leaves the line's end in the event.
    const events = standIn.events.map((event) => event.replace(/\n$/, ''));
    expect(events.flatMap((event) => event.split('\n'))).toEqual(lines);
    const begins = (event: string) => /^(?:\d{4}-\d{2}-\d{2} |(?:INFO|ERROR|WARNING): )/.test(event);
    expect(events.filter((event) => !begins(event))).toEqual([]);
    const tracebacks = events.filter((event) => event.includes('Traceback (most recent call last):'));
    expect(tracebacks.length).toBeGreaterThan(0);
    // The last line of a traceback names the error.
    expect(tracebacks.filter((event) => /^\s/.test(event.split('\n').at(-1) ?? ''))).toEqual([]);
    // Python's "Exception ignored in" begins with no date and no level, and stays with the line before it.
    const access = events.filter((event) => ACCESS.test(event));
    expect(access.length).toBe(lines.filter((line) => ACCESS.test(line)).length);
    expect(await countsOf(standIn.events)).toEqual(await countsOf(lines));
  });
});

/** A tar with one file. Source: "ustar" in pax of POSIX. */
function tarOf(name: string, text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(512);
  header.write(name);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512), Buffer.alloc(1024)]);
}
