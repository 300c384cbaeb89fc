import type { SimulatedAtlasML } from './simulator.ts';

/** Something that people can let the simulated AtlasML suffer from. */
export interface PlayedSickness {
  id: string;
  label: string;
  /** What happens, in one sentence; people see what they would be told of it. */
  words: string;
  /** The recordings of a real AtlasML that know it, as `test/fixtures/corpus` has them. */
  recordings: string[];
  perform(atlasml: SimulatedAtlasML): Promise<unknown>;
}

/** Well, or well again: what was stopped is started. */
const healed = async (atlasml: SimulatedAtlasML): Promise<SimulatedAtlasML> => {
  atlasml.suffer('none');
  if (!atlasml.isRunning) await atlasml.start();
  return atlasml;
};
const began =
  (trouble: Parameters<SimulatedAtlasML['suffer']>[0]): PlayedSickness['perform'] =>
  async (atlasml) =>
    (await healed(atlasml)).suffer(trouble);
/** Docker starts what ended, three times. */
const restarted = async (atlasml: SimulatedAtlasML, times: number): Promise<void> => {
  await atlasml.kill();
  for (let i = 0; i < times; i++) await atlasml.restartSoon();
};

/** Every sickness that the simulator plays, and the recordings that know it. */
export const SICKNESSES: PlayedSickness[] = [
  {
    id: 'none',
    label: 'All well',
    words: 'AtlasML is well, or becomes so.',
    recordings: ['healthy', 'concurrent', 'a_steady_idle', 'b_user_traffic'],
    perform: healed,
  },
  {
    id: 'weaviate-down',
    label: 'Weaviate stops',
    words: 'Weaviate is away: the health answer says so, and requests fail.',
    recordings: ['weaviate-dies', 'd_weaviate_down'],
    perform: began('weaviate-down'),
  },
  {
    id: 'missing-collection',
    label: 'A collection is lost',
    words: 'Weaviate has no collection SemanticCluster any more.',
    recordings: ['missing-collection'],
    perform: began('missing-collection'),
  },
  {
    id: 'openai-limits',
    label: 'OpenAI limits the rate',
    words: 'OpenAI answers 429 to each embedding.',
    recordings: ['openai-failing', 'd_server_errors'],
    perform: began('openai-limits'),
  },
  {
    id: 'openai-fails',
    label: 'OpenAI fails',
    words: 'OpenAI answers 500 to each embedding.',
    recordings: ['openai-failing', 'd_server_errors'],
    perform: began('openai-fails'),
  },
  {
    id: 'openai-refuses',
    label: 'OpenAI refuses the key',
    words: 'OpenAI answers 401: the key of AtlasML is wrong.',
    recordings: ['d_server_errors'],
    perform: began('openai-refuses'),
  },
  {
    id: 'openai-slow',
    label: 'OpenAI is slow',
    words: 'Each embedding takes seconds, and all other requests wait for it.',
    recordings: ['slow', 'g_slow'],
    perform: began('openai-slow'),
  },
  {
    id: 'openai-hangs',
    label: 'OpenAI hangs',
    words: 'A call that is never answered freezes AtlasML: no answer, no line of the log.',
    recordings: ['d_openai_hang_bounded'],
    perform: began('openai-hangs'),
  },
  {
    id: 'killed',
    label: 'Killed, restarted',
    words: 'AtlasML is killed and Docker starts it again.',
    recordings: ['crash-and-restart', 'f_crash_kill9_loop'],
    perform: async (atlasml) => {
      await healed(atlasml);
      await restarted(atlasml, 1);
    },
  },
  {
    id: 'crash-loop',
    label: 'Cannot start',
    words: 'Weaviate is away when AtlasML starts: Docker starts it again and again.',
    recordings: ['weaviate-down-at-start', 'f_crash_kill9_loop'],
    perform: async (atlasml) => {
      atlasml.suffer('weaviate-down');
      await restarted(atlasml, 4);
    },
  },
  {
    id: 'bad-settings',
    label: 'A setting is missing',
    words: 'A variable is missing: AtlasML ends before it has begun.',
    recordings: ['f_crash_loop_bad_env'],
    perform: async (atlasml) => {
      atlasml.suffer('bad-settings');
      await restarted(atlasml, 4);
    },
  },
  {
    id: 'stopped',
    label: 'Stopped by somebody',
    words: 'AtlasML is stopped normally, and nobody starts it.',
    recordings: ['h_graceful_stop_idle', 'h_graceful_stop_in_flight'],
    perform: async (atlasml) => (await healed(atlasml)).stop(),
  },
  {
    id: 'wrong-key',
    label: 'Users with a wrong key',
    words: 'Every request is refused with 401.',
    recordings: ['client-errors', 'c_client_errors'],
    perform: began('wrong-key'),
  },
  {
    id: 'wrong-requests',
    label: 'Users send nonsense',
    words: 'Every request is refused with 422: the fault of those who ask, so nobody is woken.',
    recordings: ['client-errors', 'c_client_errors'],
    perform: began('wrong-requests'),
  },
  {
    id: 'hostile-texts',
    label: 'Users write log lines',
    words: 'Texts of users look like errors in the log. They are none.',
    recordings: ['tricky-bodies', 'e_error_words_in_bodies'],
    perform: began('hostile-texts'),
  },
  {
    id: 'memory-leak',
    label: 'Memory runs out',
    words: 'AtlasML takes two points of its memory more each minute.',
    recordings: [],
    perform: began('memory-leak'),
  },
  {
    id: 'log-silent',
    label: 'The log falls silent',
    words: 'AtlasML serves, and its log does not arrive any more.',
    recordings: [],
    perform: began('log-silent'),
  },
];
