import { DatabaseSync } from 'node:sqlite';
import { redact } from '../../functions/shared/text/redact.ts';
import { redactDeep } from '../../functions/shared/text/redact-deep.ts';
import { soundText } from '../../functions/shared/text/sound.ts';
import { lineCleaner } from '../store/log-lines.ts';
import { CAPSULE_ID, CAPSULE_VERSION, type Capsule, TABLES } from './format.ts';

const clean = (text: string) => redact(soundText(text));
const json = (value: unknown) => JSON.stringify(redactDeep(value));

/** A capsule as the bytes of its file. All texts are made sound and redacted here, whatever was done to them before. */
export function capsuleBytes(capsule: Capsule): Uint8Array {
  const db = new DatabaseSync(':memory:');
  try {
    db.exec(`pragma application_id = ${CAPSULE_ID}; begin; ${TABLES} pragma user_version = ${CAPSULE_VERSION};`);
    writeFacts(db, capsule);
    writeLog(db, capsule);
    writeMetrics(db, capsule);
    writeAlarms(db, capsule);
    writeTold(db, capsule);
    db.exec('commit');
    return db.serialize();
  } finally {
    db.close();
  }
}

function writeFacts(db: DatabaseSync, { about, config, observations }: Capsule): void {
  const facts = db.prepare('insert into facts values (?, ?)');
  facts.run('about', json(about));
  facts.run('config', json(config));
  const seen = db.prepare('insert into observations (at_ms, json) values (?, ?)');
  for (const observation of observations) seen.run(Math.floor(observation.atMs), json(observation));
}

function writeLog(db: DatabaseSync, { log }: Capsule): void {
  const insert = db.prepare('insert into log (at_ms, stream, message) values (?, ?, ?)');
  const cleaned = lineCleaner();
  for (const event of log) {
    const message = cleaned(event);
    if (message === undefined) continue;
    const { logStream } = event;
    insert.run(Math.floor(event.timestamp), logStream === undefined ? null : clean(logStream), message);
  }
}

function writeMetrics(db: DatabaseSync, { metrics }: Capsule): void {
  const insert = db.prepare('insert into metrics (metric, dimensions, at_ms, count, min, max, sum) values (?, ?, ?, ?, ?, ?, ?)');
  for (const { metric, dimensions, atMs, count, min, max, sum } of metrics)
    insert.run(metric, json(dimensions), Math.floor(atMs), Math.floor(count), min, max, sum);
}

function writeAlarms(db: DatabaseSync, { alarms, turns }: Capsule): void {
  const alarm = db.prepare('insert into alarms values (?, ?, ?, ?)');
  for (const { name, value, reason, sinceMs } of alarms) alarm.run(name, value, clean(reason), Math.floor(sinceMs));
  const turn = db.prepare('insert into alarm_changes (at_ms, name, was, became, reason) values (?, ?, ?, ?, ?)');
  for (const { atMs, name, was, became, reason } of turns) turn.run(Math.floor(atMs), name, was, became, clean(reason));
}

function writeTold(db: DatabaseSync, { incidents, messages }: Capsule): void {
  const incident = db.prepare('insert into incidents (at_ms, json) values (?, ?)');
  for (const one of incidents) incident.run(Math.floor(one.atMs), json(one.incident));
  const message = db.prepare(
    'insert into messages (at_ms, receiver, kind, incident, subject, text, failure) values (?, ?, ?, ?, ?, ?, ?)',
  );
  for (const { atMs, receiver, kind, incident: of, subject, text, failure } of messages)
    message.run(
      Math.floor(atMs),
      clean(receiver),
      kind,
      of ?? null,
      clean(subject),
      clean(text),
      failure === undefined ? null : clean(failure),
    );
}
