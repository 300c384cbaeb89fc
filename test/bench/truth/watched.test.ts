import { expect, test } from 'vitest';
import { incidentsOf, isSame, type ToldIncident } from '../../../bench/truth/same.ts';
import { watchedConfig, watchRecording } from '../../../bench/truth/watched.ts';
import { replay } from '../../../local/replay/replay.ts';
import type { ToldMessage } from '../../../local/replay/reporter.ts';
import { recorded } from '../../support/corpus.ts';

test('the loop of watch, with a log file that grows and a store on the disk, has the incidents of a replay', async () => {
  const recording = { events: recorded('docker/logs/d_weaviate_down'), series: undefined };
  const untilMs = recording.events.at(-1)?.timestamp ?? 0;
  const replayed: ToldMessage[] = [];
  await replay(recording, { told: (message) => replayed.push(message) }, { untilMs, config: watchedConfig(recording) });
  const { messages, failures } = await watchRecording(recording, untilMs);
  expect(failures).toEqual([]);
  expect(replayed.length).toBeGreaterThan(0);
  const [past, now] = [incidentsOf(replayed), incidentsOf(messages)];
  expect(now).toHaveLength(past.length);
  for (const [i, incident] of past.entries())
    expect([incident, now[i], isSame(incident, now[i] as ToldIncident)]).toContain(true);
});
