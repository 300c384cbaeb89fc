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
export type Target = 'read' | 'write' | 'alarms' | Channel | 'metrics';

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
  spoiled: { minute: number; what: 'state' | 'slack' | 'email' | 'observation'; text: string }[];
  killChance: number;
  skipChance: number;
  doubleChance: number;
  /** How wrong the clock of the reporter goes, ms. */
  skewMs: number;
  /** Who hears of what; absent where all hear of all. */
  routes: Route[] | undefined;
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

const PAGE_AFTER: Omit<Route, 'to'> = { severities: ['page'], afterMinutes: 15 };

/** Of two the second hears of pages that nobody acknowledges; of all, one hears of pages alone, and one of those that nobody acknowledges. */
function routesOf(receivers: readonly Channel[]): Route[] | undefined {
  const [first, last] = [receivers[0], receivers.at(-1)];
  if (!first || !last || first === last) return undefined;
  const all = (to: Channel[]): Route => ({ to, severities: ['page', 'warn'], afterMinutes: 0 });
  if (receivers.length === 2) return [all([first]), { ...PAGE_AFTER, to: [last] }];
  const others = receivers.filter((name) => name !== 'pagerduty' && name !== 'ntfy');
  return [all(others), { to: ['pagerduty'], severities: ['page'], afterMinutes: 0 }, { ...PAGE_AFTER, to: ['ntfy'] }];
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
  const receivers: Channel[] = random.pick([['slack', 'email'], ['slack', 'email'], ['email'], ['slack'], ALL] as const).slice();
  // Where there are all, each service fails by itself.
  const service = () => (receivers.length === ALL.length ? random.pick(SERVICES) : 'slack');
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
    faults: times(6).map(() => {
      const picked = random.pick(targets);
      const what = picked === 'slack' ? service() : picked;
      return episode(what, random.pick(MODES[what]), random.pick([2, 15, 120]));
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
          what: random.pick(['state', 'slack', 'email', 'observation'] as const),
          text: random.pick(GARBAGE),
        }))
      : [],
    killChance: random.pick([0, 0, 0.02, 0.1]),
    skipChance: random.pick([0, 0.05, 0.3]),
    doubleChance: random.pick([0, 0.05, 0.3]),
    skewMs: random.pick([0, 0, 0, 0, -600_000, 600_000]),
    routes: random.chance(0.5) ? routesOf(receivers) : undefined,
  };
}

/** True while an episode lasts; minutes from the start. */
export const isOn = ({ from, to }: { from: number; to: number }, minute: number): boolean => minute >= from && minute < to;
