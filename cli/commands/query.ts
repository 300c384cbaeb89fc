import { LOG_TYPES } from '../../insights/plan/log-types.ts';
import { command } from '../command.ts';
import { flag, hidden, number, text, texts } from '../options.ts';

export const query = command({
  name: 'query',
  summary: 'ask logs in the language of CloudWatch Logs Insights',
  description:
    'Runs a query in the language of CloudWatch Logs Insights over log files, compressed or not, or with --data over the lines that the monitor on this machine keeps. All that is not a row goes to standard error. docs/insights.md says what is understood.',
  positionals: [
    { name: 'QUERY', about: 'the query in quotes; left out with --query-file' },
    {
      name: 'FILE',
      about: 'a file, a pattern in quotes, or - for standard input, which is also read when no file is named',
      isRepeated: true,
    },
  ],
  options: {
    data: text('DIR', 'in place of files: what the monitor on this machine keeps, as watch --data DIR runs it'),
    'query-file': text('FILE', 'read the query from a file'),
    start: text('TIME', 'no line before this time: 2026-11-25T10:31, 2026-11-25, epoch seconds, or 3h for three hours ago'),
    end: text('TIME', 'no line after this time'),
    last: text('TIME', 'in place of --start and --end: 30m, 24h, 7d'),
    format: text('FORMAT', 'how to print the rows', ['table', 'json', 'jsonl', 'csv']),
    type: text(
      'TYPE',
      'which service wrote the log, so that its fields are found in the lines; auto finds it out for each line',
      LOG_TYPES,
    ),
    'lookup-table': texts('TABLE', 'NAME=FILE.csv: a table for the command lookup; may be given again'),
    plot: flag('draw numbers over time'),
    threads: number('N', 'how many processors to use', { from: 1, isWhole: true }),
    'time-limit': number('SECONDS', 'end a query that runs longer', { from: 1, isWhole: true }),
    file: hidden(texts('FILE', 'a log file')),
  },
  json: 'The rows: a list of objects, a text for each column, the same as --format json.',
  examples: [
    { line: "query 'filter @message like /ERROR/ | stats count(*) by bin(5m)' atlasml.log", about: 'errors over time' },
    { line: "query 'fields @timestamp, @message | limit 20' 'logs/*.gz' --last 24h", about: 'the last lines of a day' },
    { line: "query 'stats count(*) by bin(1m)' atlasml.log --plot", about: 'drawn' },
    { line: "query 'filter @message like /ERROR/' --data .atlasml-monitor --last 1h", about: 'what watch keeps' },
  ],
  async run({ options, positionals }, { stdin, screen, configuration, isJson }) {
    const { earlyReaders } = await import('../query/early-readers.ts');
    const readers = earlyReaders([...positionals, ...(options.file ?? [])], options.threads);
    try {
      const { queryCommand } = await import('../query/command.ts');
      const format = isJson ? 'json' : options.format;
      const asked = { ...options, ...(format && { format }) };
      return await queryCommand(asked, positionals, { stdin, screen, configuration, ...(readers && { readers }) });
    } finally {
      readers?.end();
    }
  },
});
