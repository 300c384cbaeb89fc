import { resolveConfig } from '../../functions/shared/config/load.ts';
import type { MonitorConfig, MonitorConfigInput } from '../../functions/shared/config/schema.ts';
import { cover } from '../../local/coverage/cover.ts';
import { type KnownSickness, type KnownSicknesses, knownSicknesses } from '../../local/coverage/sicknesses.ts';
import { pastConfiguration } from '../../local/replay/past-configuration.ts';
import { type PastAsked, type PastPorts, pastAsked, scannedBy } from '../replay/past.ts';
import { optionsOf, settingOf, withSettings } from '../replay/settings.ts';
import type { Outcome } from '../usage-error.ts';
import { baseOf, bundledBase, type FoundBase } from './base.ts';
import { type CoverageResult, coverageLines, percentTold, resultOf, sentenceOf } from './result.ts';

/** What `coverage` was asked for. */
export interface CoverageAsked extends PastAsked {
  set?: string[];
  failUnder?: number;
}

/** So many seconds apart in their minutes the sicknesses begin, one after the other. */
const APART_MS = 13_000;
const MINUTE_MS = 60_000;

/** `coverage [FILE…]`: which known sicknesses people would be told of. @param known replaced in tests, which need not wait for all. */
export async function coverageCommand(
  asked: CoverageAsked,
  input: MonitorConfigInput,
  ports: PastPorts,
  known: KnownSicknesses = knownSicknesses(),
): Promise<Outcome> {
  const settings = (asked.set ?? []).map(settingOf);
  const config = resolveConfig(withSettings(input, settings), 'The configuration', optionsOf(settings));
  const { base, words } = await found(asked, config, known, ports);
  const result = await coverageOf(config, base, known, (done) =>
    ports.screen.redraw(`${done} of ${known.sicknesses.length} sicknesses replayed`),
  );
  ports.screen.redraw();
  const text = [`${sentenceOf(result)}.`, `Each was ${words}.`, '', ...coverageLines(result)].join('\n');
  return { text, code: percentTold(result) < (asked.failUnder ?? 0) ? 1 : 0, json: result };
}

async function found(asked: CoverageAsked, config: MonitorConfig, known: KnownSicknesses, ports: PastPorts): Promise<FoundBase> {
  if (asked.files.length === 0) return bundledBase(known);
  const past = await pastAsked(asked, 'coverage FILE', async () => config, ports);
  const replayed = pastConfiguration(config, past.holds);
  const scanned = await scannedBy(replayed, past, ports, asked.fresh);
  return baseOf(past, scanned, replayed.config, known);
}

/** Replays each sickness by a configuration. @param told gets how many are done. */
export async function coverageOf(
  config: MonitorConfig,
  base: FoundBase['base'],
  known: KnownSicknesses,
  told: (done: number) => void = () => {},
): Promise<CoverageResult> {
  const covered: Awaited<ReturnType<typeof cover>>[] = [];
  for (const [i, sickness] of known.sicknesses.entries()) {
    told(i);
    covered.push(await cover(sickness, base, known, configFor(sickness, config), (i * APART_MS) % MINUTE_MS));
  }
  return resultOf(covered);
}

/** Of memory only the source counts: what a log does not show is simulated where it is configured. */
function configFor(sickness: KnownSickness, config: MonitorConfig): MonitorConfig {
  const past = pastConfiguration(config, { health: true, memory: false }).config;
  return sickness.memory && config.memory ? { ...past, memory: config.memory } : past;
}
