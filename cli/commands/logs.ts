import { command } from '../command.ts';
import { flag, number, text } from '../options.ts';

export const logs = command({
  name: 'logs',
  summary: "AtlasML's log: lines by level and by time, and new lines as they come",
  description:
    "Prints the lines of AtlasML's log, without terminal codes and with secrets taken out: of files, of the store of the monitor on this machine with --data, else of the log group in AWS with your own rights. A traceback belongs to the line above it. Without --since and --tail it shows all of a file; of a store or a log group it shows the last ten minutes.",
  positionals: [{ name: 'FILE', about: 'a log file, compressed or not, or - for standard input', isRepeated: true }],
  options: {
    data: text('DIR', 'what the monitor on this machine keeps, as watch --data DIR runs it'),
    level: {
      ...text('LEVEL', 'this level and worse: DEBUG, INFO, WARNING, ERROR or CRITICAL'),
      proposed: ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'],
    },
    since: text('TIME', 'no line before this time: 5m, 2h, 2026-11-25T10:31 (UTC), 2026-11-25T10:31+01:00'),
    tail: number('N', 'the newest lines only', { from: 0, to: 1_000_000, isWhole: true }),
    timestamps: flag('put its time before each line, in UTC'),
    follow: flag('show new lines as they come, until Ctrl-C; begins with the last ten lines'),
  },
  json: 'One object a line: atMs (milliseconds since 1970), level, stream (the container), isContinued (true for a traceback) and message.',
  examples: [
    { line: 'logs --level WARNING --since 2h', about: 'of the deployed monitor, what was wrong' },
    { line: 'logs --data .atlasml-monitor --follow', about: 'of this machine, as it comes' },
    { line: 'logs atlasml.log --tail 100 --timestamps', about: 'the end of a file' },
  ],
  async run({ options, positionals }, { configuration, screen, stdin, isJson }) {
    const [{ logsCommand }, { openLog }, { clockUntil, interrupted }] = await Promise.all([
      import('../logs/command.ts'),
      import('../logs/open.ts'),
      import('../interrupted.ts'),
    ]);
    const nowMs = Date.now();
    const signal = options.follow ? interrupted() : new AbortController().signal;
    const open = () =>
      openLog({ ...options, files: positionals }, configuration, stdin, {
        clock: clockUntil(signal),
        note: (text) => screen.complain(text),
      });
    return logsCommand({ ...options, json: isJson }, { screen, open, nowMs, signal, isFile: positionals.length > 0 });
  },
});
