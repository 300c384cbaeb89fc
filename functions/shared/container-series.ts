/** What the monitor on one machine samples of Docker, as series of its own store. */
export const CONTAINER_SERIES = {
  namespace: 'Local/Docker',
  /** Percent of the limit; without dimensions, for one container is AtlasML's. */
  memory: 'memory_percent',
  cpu: 'cpu_percent',
  /** Of a volume, by its name. */
  volumeBytes: 'volume_bytes',
  /** Of all log files of a container, by its name. */
  logBytes: 'log_bytes',
  /** How many ends of a kind (`What`) a minute had. */
  ends: 'ends',
} as const;
