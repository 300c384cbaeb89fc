import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { dateTime } from '../../functions/shared/text/words.ts';
import type { LogEvent } from '../../insights/index.ts';
import { askQuery, LANGUAGE } from '../page/ask-query.ts';
import { OrderError } from '../page/obey-order.ts';
import type { Checklist, PageSource } from '../page/port.ts';
import { type KeptLines, linesBefore, linesSince } from '../page/read-lines.ts';
import { pastConfiguration } from '../replay/past-configuration.ts';
import { inputOf } from './capsule-config.ts';
import { scanCapsule } from './capsule-past.ts';
import type { Capsule } from './format.ts';
import { MetricMinutes } from './minutes.ts';
import { Player, readPlayAsked, SPEEDS } from './player.ts';
import { Stage } from './stage.ts';

const NO_CHECKLIST: Checklist = { subject: '', headline: 'A capsule holds too short a time for a checklist.', items: [] };

/** A capsule on the page, and its player. */
export interface CapsuleSource extends PageSource {
  readonly player: Player;
}

/**
 * What the page shows of a capsule: how it stood at the moment of its player. It begins a little before the incident, and stands.
 * @param elapsed ms of a clock that nobody sets. @throws ConfigError where its configuration is none of this version.
 */
export async function capsuleSource(capsule: Capsule, elapsed: () => number): Promise<CapsuleSource> {
  const { about, incidents, log } = capsule;
  const config = resolveConfig(inputOf(capsule.config), 'The configuration in the capsule');
  const openedMs = incidents.findLast(({ incident }) => incident.id === about.incident)?.incident.openedMs ?? about.fromMs;
  const player = new Player(about, openedMs - 2 * 60_000, elapsed);
  const stage = new Stage(capsule, config, await runsOf(capsule, config), player.now);
  const kept = linesUntil(log, player.now);
  const untilNow = (ms: number) => Math.min(ms, player.now());
  return {
    id: config.slug,
    service: config.service,
    environment: config.environment,
    player,
    clock: {
      now: player.now,
      get speed() {
        return player.speed;
      },
    },
    playback: {
      fromMs: about.fromMs,
      untilMs: about.untilMs,
      openedMs,
      speeds: SPEEDS,
      sentence: `A capsule, made ${dateTime(about.madeMs)}. This is how it was then, not how it is now.`,
      notes: about.notes,
      get isPlaying() {
        return player.isPlaying;
      },
      get speed() {
        return player.chosenSpeed;
      },
      play(body) {
        const asked = readPlayAsked(body);
        if (!asked) throw new OrderError('A capsule can be played, stopped, played faster, and set to a moment.');
        player.play(asked);
        return { isPlaying: player.isPlaying, speed: player.chosenSpeed, atMs: player.now() };
      },
    },
    now: async () => (await stage.source()).now(),
    timeline: async (range, sinceMs, toMs) => (await stage.source()).timeline(range, sinceMs, toMs),
    incidents: async () => (await stage.source()).incidents(),
    incident: async (id) => (await stage.source()).incident(id),
    alarms: async () => (await stage.source()).alarms(),
    lines: async (window) =>
      'sinceMs' in window ? linesSince(kept, window.sinceMs, player.now()) : linesBefore(kept, untilNow(window.toMs)),
    query: (text, { startMs, endMs }) => askQuery(kept, text, { startMs, endMs: untilNow(endMs) }, undefined),
    language: () => LANGUAGE,
    checklist: async () => NO_CHECKLIST,
    configuration: () => capsule.config,
    order: () => Promise.reject(new OrderError('This is a capsule of what was: nobody can be told, and nothing is silenced.')),
  };
}

async function runsOf(capsule: Capsule, config: MonitorConfig) {
  const minutes = new MetricMinutes(capsule.metrics);
  const holds = { health: minutes.has('up'), memory: minutes.has('memoryUsedPercent') };
  return (await scanCapsule(capsule, pastConfiguration(config, holds).config, config)).runs;
}

/** The lines up to the moment that is shown. @param log in the order of time. */
function linesUntil(log: readonly LogEvent[], now: () => number): KeptLines {
  return {
    read({ startMs, endMs }, most = Number.POSITIVE_INFINITY) {
      const toMs = Math.min(endMs, now());
      const first = lowerBound(log, startMs);
      return log.slice(first, Math.min(lowerBound(log, toMs + 1), first + most));
    },
  };
}

/** The place of the first event at a moment or later. */
function lowerBound(log: readonly LogEvent[], atMs: number): number {
  let [from, to] = [0, log.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((log[middle] as LogEvent).timestamp < atMs) from = middle + 1;
    else to = middle;
  }
  return from;
}
