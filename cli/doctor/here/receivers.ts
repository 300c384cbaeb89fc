import type { ChannelObservation, HeartbeatObservation, Observation } from '../../../functions/shared/observation.ts';
import { duration, plural } from '../../../functions/shared/text/words.ts';
import { type Finding, fail, type Item, NotMade, ok, skip } from '../finding.ts';
import { beatSecret } from '../heartbeat-secret.ts';
import { SERVICES } from '../services.ts';
import type { HerePorts } from './ports.ts';

/** @param notConfigured why there is nothing to ask. */
export function channelFinding({ verdict, sentence, notes }: ChannelObservation, fix: string): Finding {
  const fact = [sentence, ...notes].join(' ');
  if (verdict === 'up') return ok(fact);
  return verdict === 'down' ? fail(fact, fix) : skip(fact);
}

/** Each service that messages may go through, alive or not. */
export const services: Item<HerePorts>[] = SERVICES.map(({ name, channel, fix }) => ({
  name,
  async look({ config, service }) {
    if (!config[channel]) throw new NotMade('not configured');
    return channelFinding(await service(channel), fix);
  },
}));

export const mail: Item<HerePorts> = {
  name: 'mail',
  async look({ config, mail }) {
    if (!config.smtp) throw new NotMade('no smtp is configured, so this machine sends none');
    if (config.email.length === 0)
      return fail('smtp is configured, and email names nobody', 'write addresses into email, or into smtp.to');
    return channelFinding(await mail(), 'fix smtp and its password; docs/one-machine.md says how to give it');
  },
};

/** Somebody must be told. */
export const receivers: Item<HerePorts> = {
  name: 'receivers',
  async look({ config }) {
    const { routes } = config;
    const all = [...config.email, ...SERVICES.filter(({ channel }) => config[channel])];
    const fix = 'configure slack, teams, pagerduty, ntfy or webhook, or email with smtp';
    return all.length > 0
      ? ok(`${all.length} configured${routes ? `, by ${plural(routes.length, 'route')}` : ''}`)
      : fail('nobody is told', fix);
  },
};

export const heartbeat: Item<HerePorts> = {
  name: 'heartbeat',
  async look({ config, secrets, watch }) {
    if (!config.heartbeat)
      throw new NotMade('not configured: a monitor that is dead tells nobody. Set heartbeat (docs/configuration.md)');
    const wrong = await beatSecret(config.heartbeat.urlParameter, secrets);
    if (wrong) return wrong;
    // It is not asked from here: a beat would say that the monitor lives.
    const seen = await watch().catch(() => undefined);
    return heartbeatFinding(seen?.observations ?? []);
  },
};

/** What the watcher said to the newest beat. */
export function heartbeatFinding(observations: readonly Observation[]): Finding {
  const seen = observations.find((one): one is HeartbeatObservation => one.check === 'heartbeat');
  if (!seen) return skip('the URL is there; only when the monitor runs can it be seen whether the watcher knows it');
  if (seen.known === false) return fail(seen.sentence, 'create the check at the watcher again, and store its URL');
  return seen.known ? ok(`the watcher answers: ${seen.sentence}`) : skip(`the watcher did not say: ${seen.sentence}`);
}

/** A check runs each minute, the newest look is never older than that by much. */
const LATE_MS = 5 * 60_000;

/** @param checks that must run. @param fix where one does not. */
export function runsFinding(
  observations: readonly Observation[],
  checks: readonly string[],
  nowMs: number,
  fix: string,
): Finding {
  const ages = checks.map((check) => ({ check, atMs: observations.find((one) => one.check === check)?.atMs }));
  const late = ages.filter(({ atMs }) => atMs === undefined || nowMs - atMs > LATE_MS);
  if (late.length === 0) return ok(`${checks.map((check) => `check-${check}`).join(', ')} ran within the last minutes`);
  const words = late.map(
    ({ check, atMs }) => `check-${check} ${atMs === undefined ? 'never ran' : `last ran ${duration(nowMs - atMs)} ago`}`,
  );
  return fail(words.join(', '), fix);
}
