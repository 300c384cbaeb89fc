/** One SQLite file: which tables it has, and how an older one becomes one of today. */
export interface Schema {
  /** The name of the file, without its ending. */
  name: string;
  /** Stands in the file as `user_version`. */
  version: number;
  /** SQL of an empty file of this version. */
  create: string;
  /** SQL that makes the next version out of the one that is its key. */
  migrations: Record<number, string>;
  /** By their keys, for whoever saves rows out of a damaged file. */
  tables: Record<string, string>;
  /**
   * What a power cut may take. kill -9 takes nothing that was committed with either of them, for the pages are with the
   * kernel by then (sqlite.org/wal.html, sqlite.org/pragma.html#pragma_synchronous). FULL waits for the disk at each
   * commit: for the few rows that say who was told. NORMAL may lose the last minutes of metrics, never the file.
   */
  synchronous: 'normal' | 'full';
}

/** "ATLM": tells our files from those of another program (sqlite.org/fileformat.html, application ID). */
export const APPLICATION_ID = 0x41544c4d;

const RECORDS = `
  create table if not exists stored (
    kind text not null, id text not null, version integer not null, json text not null, expires_ms integer,
    primary key (kind, id)
  );
  create table if not exists kinds (fingerprint text primary key, first_seen_ms integer not null);
`;
const OF_ALARMS = `
  create table alarms (name text primary key, value text not null, reason text not null, since_ms integer not null);
  create table alarm_history (
    id integer primary key, at_ms integer not null, name text not null, was text not null, became text not null, reason text not null
  );
  create index alarm_history_by_time on alarm_history (at_ms);
  create table messages (
    id integer primary key, at_ms integer not null, receiver text not null, kind text not null, incident text,
    subject text not null, text text not null, failure text
  );
  create index messages_by_time on messages (at_ms);
  create table notices (id integer primary key, at_ms integer not null, until_ms integer not null, what text not null, text text not null);
`;

/** What is small and precious: the reporter's records, alarms, messages, and what the store has to say. */
export const STATE: Schema = {
  name: 'state',
  version: 2,
  create: RECORDS + OF_ALARMS,
  migrations: { 1: OF_ALARMS },
  tables: { stored: 'kind, id', kinds: 'fingerprint', alarms: 'name', alarm_history: 'id', messages: 'id', notices: 'id' },
  synchronous: 'full',
};

const POINTS = `
  create table series (id integer primary key, key text not null unique);
  create table recent (id integer primary key, series integer not null, at_ms integer not null, value real not null);
  create index recent_by_time on recent (series, at_ms);
  create table minutes (
    series integer not null, at_ms integer not null, count integer not null, min real not null, max real not null, sum real not null,
    points text, primary key (series, at_ms)
  ) without rowid;
  create table hours (
    series integer not null, at_ms integer not null, count integer not null, min real not null, max real not null, sum real not null,
    points text, primary key (series, at_ms)
  ) without rowid;
`;
/** Version 1 had each sample as it came; what is old of it becomes rows of minutes by and by. */
const FROM_SAMPLES = `
  ${POINTS}
  insert into series (key) select distinct series from samples;
  insert into recent (series, at_ms, value)
    select s.id, cast(p.at_ms as integer), p.value from samples p join series s on s.key = p.series order by p.rowid;
  drop table samples;
`;

/** Metrics: as they came for three hours, by the minute for 62 days, by the hour for 400 days. */
export const METRIC_ROWS: Schema = {
  name: 'metrics',
  version: 2,
  create: POINTS,
  migrations: { 1: FROM_SAMPLES },
  tables: { series: 'id', recent: 'id', minutes: 'series, at_ms', hours: 'series, at_ms' },
  synchronous: 'normal',
};

/** Log events of seven days, redacted. */
export const LOG_LINES: Schema = {
  name: 'logs',
  version: 1,
  create: `
    create table lines (id integer primary key, at_ms integer not null, stream text, message text not null);
    create index lines_by_time on lines (at_ms);
  `,
  migrations: {},
  tables: { lines: 'id' },
  synchronous: 'normal',
};

/** What people ask of the one process that writes. */
export const INBOX: Schema = {
  name: 'inbox',
  version: 2,
  create: `
    create table commands (
      id integer primary key autoincrement, at_ms integer not null, json text not null, taken_ms integer, answered_ms integer, answer text,
      done integer
    );
  `,
  migrations: { 1: 'alter table commands add column done integer' },
  tables: { commands: 'id' },
  synchronous: 'full',
};

/** Tables of version 1, which had neither a version nor an application ID: how such a file is known. */
export const FIRST_TABLES: Record<string, string[]> = { state: ['kinds', 'stored'], metrics: ['samples'] };
