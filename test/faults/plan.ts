import { WEEKDAYS } from '../../functions/shared/config/hours.ts';
import type { Route } from '../../functions/shared/config/routes.ts';
import { CHANNELS, type Channel } from '../../functions/shared/observation.ts';
import { Random } from './random.ts';

export const MINUTE = 60_000;
export const START = Date.parse('2026-11-25T10:00:00Z');

/** What can go wrong, and when; minutes from the start. */
export interface Episode<T extends string> {
  what: T;
  mode: string;
  from: number;
  to: number;
}

export type Trouble = 'endpoint' | 'weaviate' | 'errors' | 'memory' | 'unknown-health' | 'unknown-logs' | 'no-checks';
export type Target = 'read' | 'write' | 'alarms' | Channel | 'metrics' | 'sentry';

export interface Plan {
  seed: number;
  receivers: Channel[];
  store: 'dynamodb' | 'sqlite';
  graceSeconds: number;
  resolveAfterSeconds: number;
  /** The minutes until which anything may fail; after them all is well. */
  faultyMinutes: number;
  minutes: number;
  troubles: Episode<Trouble>[];
  faults: Episode<Target>[];
  /** Minutes at which AtlasML starts. */
  starts: number[];
  /** From this minute on the endpoint has another name. */
  renamedAt: number | undefined;
  people: { minute: number; does: 'silence' | 'end-silence' | 'ack' }[];
  /** Records that are overwritten with text that is none of ours. */
  spoiled: { minute: number; what: 'state' | Channel | 'observation'; text: string }[];
  killChance: number;
  skipChance: number;
  doubleChance: number;
  /** How wrong the clock of the reporter goes, ms. */
  skewMs: number;
  /** Who hears of what; absent where all hear of all. */
  routes: Route[] | undefined;
  /** Whether AtlasML's project at Sentry is asked as well. */
  hasSentry: boolean;
}

const SERVICE = ['refuse', 'hang', 'late', 'limit', 'lost-answer'] as const;
const MODES: Record<Target, readonly string[]> = {
  read: ['refuse', 'hang', 'late'],
  write: ['refuse', 'hang', 'late', 'lost-answer'],
  alarms: ['refuse', 'hang', 'late', 'partial', 'garbage'],
  slack: SERVICE,
  teams: SERVICE,
  pagerduty: SERVICE,
  ntfy: SERVICE,
  webhook: SERVICE,
  email: ['refuse', 'hang', 'late', 'lost-answer'],
  metrics: ['refuse', 'hang'],
  sentry: ['refuse', 'hang', 'late'],
};
/** E-mail comes last, as it does in earnest. */
const SERVICES = CHANNELS.filter((channel) => channel !== 'email');
const ALL: readonly Channel[] = [...SERVICES, 'email'];

const GARBAGE = [
  '',
  'null',
  '{}',
  '[]',
  '{"version":7,"incidents":"none"}',
  '{"incidents":[{"id":"x"}]}',
  '{"schema":9,"incidents":[]}',
];

const all = (to: Channel[]): Route => ({ to, severities: ['page', 'warn'], afterMinutes: 0 });
const pages = (to: Channel, afterMinutes = 0): Route => ({ to: [to], severities: ['page'], afterMinutes });
/** A part of the play: it begins at 10:00 UTC. */
const HOURS = { days: [...WEEKDAYS], from: '11:00', to: '12:00', timezone: 'UTC' };

/** Of two the second hears of pages that nobody acknowledges; of all, somebody hears of pages alone, later and later, or at some hours. */
function routesOf(receivers: readonly Channel[], random: Random): Route[] | undefined {
  const [first, last] = [receivers[0], receivers.at(-1)];
  if (!first || !last || first === last) return undefined;
  if (receivers.length === 2) return [all([first]), pages(last, 15)];
  return random.pick<() => Route[]>([
    () => [all(['slack', 'teams', 'webhook', 'email']), pages('pagerduty'), pages('ntfy', 15)],
    () => [all(['slack', 'email']), pages('pagerduty', 5), pages('ntfy', 15), pages('teams', 30), pages('webhook', 30)],
    () => [all(['slack', 'webhook', 'email']), { ...all(['teams']), hours: HOURS }, pages('pagerduty'), pages('ntfy', 15)],
  ])();
}

/** What happens under a seed. */
export function planOf(seed: number): Plan {
  const random = new Random(seed);
  const faultyMinutes = random.whole(40, 160);
  const episode = <T extends string>(what: T, mode: string, longest: number): Episode<T> => {
    const from = random.whole(2, faultyMinutes - 2);
    return { what, mode, from, to: Math.min(faultyMinutes, from + random.whole(1, longest)) };
  };
  const times = (most: number) => Array.from({ length: random.whole(0, most) }, (_, i) => i);
  const troubles: Trouble[] = ['endpoint', 'weaviate', 'errors', 'memory', 'unknown-health', 'unknown-logs', 'no-checks'];
  const targets: Target[] = ['read', 'write', 'alarms', 'slack', 'email', 'metrics'];
  const flaps = random.chance(0.2);
  const receivers: Channel[] = random
    .pick([['slack', 'email'], ['slack', 'email'], ['email'], ['slack'], ALL, ALL] as const)
    .slice();
  // Where there are all, each service fails by itself.
  const service = () => (receivers.length === ALL.length ? random.pick(SERVICES) : 'slack');
  const hasSentry = random.chance(0.5);
  if (hasSentry) targets.push('sentry', 'sentry');
  return {
    seed,
    receivers,
    store: seed % 2 === 0 ? 'dynamodb' : 'sqlite',
    graceSeconds: random.pick([0, 0, 120, 300]),
    resolveAfterSeconds: random.pick([0, 120, 180]),
    faultyMinutes,
    minutes: faultyMinutes + 80,
    troubles: [
      ...times(flaps ? 25 : 8).map(() => episode(random.pick(troubles), '', flaps ? 4 : random.pick([3, 30, 90]))),
      ...(random.chance(0.7) ? [episode('endpoint' as const, '', 60)] : []),
    ],
    faults: times(6).flatMap(() => {
      const picked = random.pick(targets);
      const what = picked === 'slack' ? service() : picked;
      const fault = episode(what, random.pick(MODES[what]), random.pick([2, 15, 120]));
      // The way out is gone: every service fails at the same time.
      return picked === 'slack' && random.chance(0.2) ? receivers.map((name) => ({ ...fault, what: name })) : [fault];
    }),
    starts: times(random.chance(0.2) ? 60 : 3).map(() => random.whole(0, faultyMinutes)),
    renamedAt: random.chance(0.15) ? random.whole(5, faultyMinutes) : undefined,
    people: times(2).map(() => ({
      minute: random.whole(1, faultyMinutes),
      does: random.pick(['silence', 'end-silence', 'ack'] as const),
    })),
    spoiled: random.chance(0.25)
      ? times(2).map(() => ({
          minute: random.whole(1, faultyMinutes),
          what: random.pick(['state', 'observation', random.pick(receivers)] as const),
          text: random.pick(GARBAGE),
        }))
      : [],
    killChance: random.pick([0, 0, 0.02, 0.1]),
    skipChance: random.pick([0, 0.05, 0.3]),
    doubleChance: random.pick([0, 0.05, 0.3]),
    skewMs: random.pick([0, 0, 0, 0, -600_000, 600_000]),
    routes: random.chance(0.5) ? routesOf(receivers, random) : undefined,
    hasSentry,
  };
}

/** True while an episode lasts; minutes from the start. */
export const isOn = ({ from, to }: { from: number; to: number }, minute: number): boolean => minute >= from && minute < to;
