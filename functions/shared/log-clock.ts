/** A clock of the log that is not UTC's. */
export interface LogClock {
  /** How far it is ahead of UTC. */
  offsetMinutes: number;
  /** The configured zone, or "as in Europe/Berlin" for one that fits. */
  zone?: string;
  /** The configured zone does not fit what is seen. */
  isZoneWrong?: true;
  /** True where the lines are counted at their right moments all the same. */
  isCounted: boolean;
}
