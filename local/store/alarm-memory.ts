import type { AlarmStateValue, AlarmTurn } from '../../functions/shared/signals/alarm-state.ts';
import type { DatabaseFile } from './database-file.ts';

export type { AlarmTurn };

/** An alarm as it was left. */
export interface KeptAlarm {
  name: string;
  value: AlarmStateValue;
  reason: string;
  /** When it became so, epoch ms. */
  sinceMs: number;
}

/** The states of alarms and their history, over restarts. */
export interface AlarmMemory {
  /** @throws when the store cannot be read. */
  load(): KeptAlarm[];
  /** Keeps all of it or nothing. @throws when the store takes nothing. */
  save(alarms: KeptAlarm[], turns: AlarmTurn[]): void;
  /** The changes since a moment, the oldest first. */
  history(sinceMs: number, most?: number): AlarmTurn[];
}

export function sqliteAlarmMemory(file: DatabaseFile): AlarmMemory {
  return {
    load() {
      const sql = 'select name, value, reason, since_ms as sinceMs from alarms order by name';
      return file.run(() => file.prepare(sql).all()) as unknown as KeptAlarm[];
    },
    save(alarms, turns) {
      file.transaction(() => {
        for (const { name, value, reason, sinceMs } of alarms)
          file.prepare('insert or replace into alarms values (?, ?, ?, ?)').run(name, value, reason, Math.floor(sinceMs));
        for (const { name, atMs, was, became, reason } of turns)
          file
            .prepare('insert into alarm_history (at_ms, name, was, became, reason) values (?, ?, ?, ?, ?)')
            .run(Math.floor(atMs), name, was, became, reason);
      });
    },
    history(sinceMs, most = 1_000) {
      const sql =
        'select name, at_ms as atMs, was, became, reason from alarm_history where at_ms >= ? order by at_ms, id limit ?';
      return file.run(() => file.prepare(sql).all(sinceMs, most)) as unknown as AlarmTurn[];
    },
  };
}
