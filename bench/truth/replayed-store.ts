import { pastHere } from '../../cli/replay/past-here.ts';
import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import { decide } from '../../local/replay/decide.ts';
import { pastConfiguration } from '../../local/replay/past-configuration.ts';
import type { ToldMessage } from '../../local/replay/reporter.ts';

/** What a replay tells of what `watch` kept in a folder. @param config as it was watched by. @throws what a part of the monitor throws. */
export async function replayedStore(data: string, config: MonitorConfig): Promise<ToldMessage[]> {
  const past = await pastHere(data, config);
  const replayed = pastConfiguration(config, past.holds).config;
  const told: ToldMessage[] = [];
  await decide(await past.scan(replayed), replayed, {
    told: (message) => told.push(message),
    failed: (what, error) => {
      throw new Error(`${what}: ${error.message}`);
    },
  });
  return told;
}
