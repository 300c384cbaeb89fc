/**
 * The paths of `logs` stand in the query of check-logs, and StartQuery takes 10,000 characters. What is left for them, and for
 * the name of the stream, as they are written there.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 */
export const MOST_PATH_CHARACTERS = 2_200;

export interface LogPaths {
  healthPaths: string[];
  servedPathPrefixes: string[];
  stream?: string | undefined;
}

/** What of the configuration makes the query too long, and by how much; undefined where it is not. */
export function tooLongForQuery(logs: LogPaths): { key: 'healthPaths' | 'servedPathPrefixes'; message: string } | undefined {
  const [health, served] = [lengthOf(logs.healthPaths), lengthOf(logs.servedPathPrefixes)];
  const most = MOST_PATH_CHARACTERS - (logs.stream === undefined ? 0 : escaped(logs.stream, /['\\]/g));
  if (health + served <= most) return undefined;
  const key = health > served ? 'healthPaths' : 'servedPathPrefixes';
  return {
    key,
    message: `makes the query over the log too long by ${health + served - most} characters; give fewer or shorter paths, such as the part they begin with`,
  };
}

/** As alternatives of a regular expression between slashes. */
const lengthOf = (paths: string[]) => paths.reduce((sum, path) => sum + escaped(path, /[.*+?^${}()|[\]\\/]/g) + 1, 0);

const escaped = (text: string, special: RegExp) => text.length + (text.match(special)?.length ?? 0);
