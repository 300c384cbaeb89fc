import { command } from '../command.ts';
import { hidden, text, texts } from '../options.ts';

export const checkLogs = command({
  name: 'check logs',
  summary: 'count log files, and say why they are not well',
  description:
    'Counts log files as docker, compose, kubectl, aws or journalctl print them, compressed or not, with the queries that run in AWS, and says why a log is not well. Several files are one log.',
  positionals: [{ name: 'FILE', about: 'a log file, a pipe, or - for standard input', isRepeated: true }],
  options: {
    service: text('NAME', 'take the lines of this service, where a file holds those of several'),
    timezone: text('ZONE', 'the time zone of times that name none, such as Europe/Berlin'),
    file: hidden(texts('FILE', 'a log file')),
  },
  json: 'An object: verdict (well, not well or unknown) and reasons, the counts (serverErrors, clientErrors, requests and more), evidence (each kind of error with count, level, logger and text), notes, and readAs, how each file was read.',
  examples: [
    { line: 'check logs atlasml.log atlasml.log.1.gz', about: 'a log and the one before it' },
    { line: 'check logs /var/log/docker.log --service atlasml', about: 'one of several services' },
    { line: 'check logs - --json < atlasml.log', about: 'from a pipe, for a program' },
  ],
  async run({ options, positionals }, { configuration, stdin }) {
    const [{ checkLogsCommand }, { inputAlike }] = await Promise.all([
      import('../check-logs/command.ts'),
      import('../each-service.ts'),
    ]);
    const input = await inputAlike(configuration, ({ logs, thresholds }) => [logs, thresholds]);
    return checkLogsCommand({ ...options, files: [...(options.file ?? []), ...positionals] }, input, stdin);
  },
});
