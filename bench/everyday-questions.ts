import type { EverydayForm } from './everyday-logs.ts';

/** An everyday question: how it is asked here, and how each peer is asked the same of the same file. */
export interface Question {
  name: string;
  form: EverydayForm;
  query: string;
  /** The columns of the answer that are compared, in the order of the peers' columns. Times are left to the second. */
  columns: string[];
  duckdb?: string;
  chdb?: string;
  /** Arguments of `rg`, and jq's program for the lines that it finds; its lines are counted. */
  rgJq?: { rg: string; jq: string };
}

const DUCK_JSON = `(SELECT epoch_ms("timestamp") t, message m FROM read_json('FILE', format='newline_delimited', columns={'timestamp':'BIGINT','message':'VARCHAR'}))`;
const CH_JSON = `(SELECT fromUnixTimestamp64Milli(timestamp, 'UTC') t, message m FROM file('FILE', 'JSONEachRow', 'timestamp Int64, message String'))`;
const DUCK_LINES = `read_csv('FILE', header=false, columns={'line':'VARCHAR'}, delim='\\x01', quote='', escape='', strict_mode=false)`;
const CH_LINES = `file('FILE', 'LineAsString', 'line String')`;
const DUCK_TIME = `strptime(line[1:23], '%Y-%m-%d %H:%M:%S,%g')`;
const CH_TIME = `parseDateTime64BestEffort(replaceOne(substring(line, 1, 23), ',', '.'), 3, 'UTC')`;
const duckBin = (time: string, minutes: number) =>
  `strftime(time_bucket(INTERVAL '${minutes} minutes', ${time}), '%Y-%m-%d %H:%M:%S')`;
const chBin = (time: string, minutes: number) =>
  `toString(toStartOfInterval(toDateTime(${time}, 'UTC'), INTERVAL ${minutes} MINUTE))`;
const GLOB = 'user=(.*?) path=(.*?) status=(.*?) took=(.*?)ms';
const BIN = 'bin(5m)';
const BIN_HOUR = 'bin(1h)';

/** The customer's table of everyday questions. */
export const QUESTIONS: Question[] = [
  {
    name: 'JSON: level = "ERROR" by service',
    form: 'jsonl',
    query: 'filter level = "ERROR" | stats count(*) as n by service',
    columns: ['service', 'n'],
    duckdb: `SELECT m->>'$.service' s, count(*) FROM ${DUCK_JSON} WHERE m->>'$.level' = 'ERROR' GROUP BY s`,
    chdb: `SELECT JSONExtractString(m, 'service') s, count() FROM ${CH_JSON} WHERE JSONExtractString(m, 'level') = 'ERROR' GROUP BY s`,
    rgJq: { rg: '\\\\"level\\\\":\\\\"ERROR\\\\"', jq: '.message | fromjson | select(.level == "ERROR") | .service' },
  },
  {
    name: 'JSON behind an ISO time: the same',
    form: 'iso',
    query: 'filter level = "ERROR" | stats count(*) as n by service',
    columns: ['service', 'n'],
    duckdb: `SELECT line[26:]->>'$.service' s, count(*) FROM ${DUCK_LINES} WHERE line[26:]->>'$.level' = 'ERROR' GROUP BY s`,
    chdb: `SELECT JSONExtractString(substring(line, 26), 'service') s, count() FROM ${CH_LINES} WHERE JSONExtractString(substring(line, 26), 'level') = 'ERROR' GROUP BY s`,
  },
  {
    name: 'JSON: status >= 500 by bin(5m)',
    form: 'jsonl',
    query: 'filter status >= 500 | stats count(*) as n by bin(5m)',
    columns: [BIN, 'n'],
    duckdb: `SELECT ${duckBin('t', 5)} b, count(*) FROM ${DUCK_JSON} WHERE (m->>'$.status')::BIGINT >= 500 GROUP BY b`,
    chdb: `SELECT ${chBin('t', 5)} b, count() FROM ${CH_JSON} WHERE JSONExtractInt(m, 'status') >= 500 GROUP BY b`,
  },
  {
    name: 'JSON: userId = one',
    form: 'jsonl',
    query: 'filter userId = "u-4242" | stats count(*) as n by endpoint',
    columns: ['endpoint', 'n'],
    duckdb: `SELECT m->>'$.endpoint' e, count(*) FROM ${DUCK_JSON} WHERE m->>'$.userId' = 'u-4242' GROUP BY e`,
    chdb: `SELECT JSONExtractString(m, 'endpoint') e, count() FROM ${CH_JSON} WHERE JSONExtractString(m, 'userId') = 'u-4242' GROUP BY e`,
    rgJq: { rg: '\\\\"userId\\\\":\\\\"u-4242\\\\"', jq: '.message | fromjson | select(.userId == "u-4242") | .endpoint' },
  },
  {
    name: 'JSON: p95 by endpoint',
    form: 'jsonl',
    query: 'stats pct(durationMs, 95) as p, count(*) as n by endpoint',
    columns: ['endpoint', 'p', 'n'],
    duckdb: `SELECT m->>'$.endpoint' e, quantile_disc((m->>'$.durationMs')::DOUBLE, 0.95), count(*) FROM ${DUCK_JSON} GROUP BY e`,
    chdb: `SELECT JSONExtractString(m, 'endpoint') e, quantileExact(0.95)(JSONExtractFloat(m, 'durationMs')), count() FROM ${CH_JSON} GROUP BY e`,
  },
  {
    name: 'JSON: count_distinct',
    form: 'jsonl',
    query: 'stats count_distinct(userId) as n by service',
    columns: ['service', 'n'],
    duckdb: `SELECT m->>'$.service' s, count(DISTINCT m->>'$.userId') FROM ${DUCK_JSON} GROUP BY s`,
    chdb: `SELECT JSONExtractString(m, 'service') s, uniqExact(JSONExtractString(m, 'userId')) FROM ${CH_JSON} GROUP BY s`,
  },
  {
    name: 'count by bin(5m), text',
    form: 'text',
    query: 'stats count(*) as n by bin(5m)',
    columns: [BIN, 'n'],
    duckdb: `SELECT ${duckBin(DUCK_TIME, 5)} b, count(*) FROM ${DUCK_LINES} GROUP BY b`,
    chdb: `SELECT ${chBin(CH_TIME, 5)} b, count() FROM ${CH_LINES} GROUP BY b`,
  },
  {
    name: 'count by bin(5m), JSONL',
    form: 'jsonl',
    query: 'stats count(*) as n by bin(5m)',
    columns: [BIN, 'n'],
    duckdb: `SELECT ${duckBin('t', 5)} b, count(*) FROM ${DUCK_JSON} GROUP BY b`,
    chdb: `SELECT ${chBin('t', 5)} b, count() FROM ${CH_JSON} GROUP BY b`,
  },
  {
    name: 'sort @timestamp desc, limit 100',
    form: 'text',
    query: 'fields @timestamp, @message | sort @timestamp desc | limit 100',
    columns: ['@timestamp'],
    duckdb: `SELECT strftime(${DUCK_TIME}, '%Y-%m-%d %H:%M:%S.%g') FROM (SELECT line FROM ${DUCK_LINES} ORDER BY line[1:23] DESC LIMIT 100)`,
    chdb: `SELECT toString(${CH_TIME}) FROM (SELECT line FROM ${CH_LINES} ORDER BY substring(line, 1, 23) DESC LIMIT 100)`,
  },
  {
    name: 'parse glob with 4 fields',
    form: 'text',
    query:
      'parse @message "user=* path=* status=* took=*ms" as user, path, status, took | stats count(user) as u, sum(status) as s, avg(took) as a by path',
    columns: ['path', 'u', 's', 'a'],
    duckdb: `SELECT x.path p, count(x.user), sum(x.status::BIGINT), avg(x.took::DOUBLE) FROM (SELECT regexp_extract(line, '${GLOB}', ['user', 'path', 'status', 'took']) x FROM ${DUCK_LINES}) GROUP BY p`,
    chdb: `SELECT x[2] p, count(x[1]), sum(toInt64(x[3])), avg(toFloat64(x[4])) FROM (SELECT extractGroups(line, '${GLOB}') x FROM ${CH_LINES}) GROUP BY p`,
  },
  {
    name: 'strlen by hour',
    form: 'text',
    query: 'stats avg(strlen(@message)) as a, max(strlen(@message)) as m by bin(1h)',
    columns: [BIN_HOUR, 'a', 'm'],
    duckdb: `SELECT ${duckBin(DUCK_TIME, 60)} b, avg(length(line)), max(length(line)) FROM ${DUCK_LINES} GROUP BY b`,
    chdb: `SELECT ${chBin(CH_TIME, 60)} b, avg(lengthUTF8(line)), max(lengthUTF8(line)) FROM ${CH_LINES} GROUP BY b`,
  },
  { name: 'pattern', form: 'text', query: 'pattern @message', columns: ['@pattern', '@sampleCount'] },
];
