/** A past that is played. Times are epoch ms. */
export interface Playback extends Omit<Played, 'atMs'> {
  fromMs: number;
  untilMs: number;
  /** When the incident began. */
  openedMs: number;
  /** How fast it can be played. */
  speeds: readonly number[];
  /** Stands above all, for it is not now. */
  sentence: string;
  /** What is not in it, a sentence each. */
  notes: string[];
  /** Plays, stops, or goes to a moment. @throws OrderError for what is no wish that is known. */
  play(asked: unknown): Played;
}

/** Where a past stands that is played. */
export interface Played {
  isPlaying: boolean;
  /** In seconds of the past for each second of the reader, also while it stands. */
  speed: number;
  /** Epoch ms. */
  atMs: number;
}
