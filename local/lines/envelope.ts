/** A line as AtlasML wrote it, taken out of what a tool put around it. */
export interface Unwrapped {
  text: string;
  /** When it arrived at whoever wrote the outer time, epoch ms; absent where there is none, or none with a zone. */
  arrivalMs?: number;
  /** When CloudWatch took it, epoch ms. */
  ingestedMs?: number;
  /** Whose line it is, where several are mixed: a service, a pod, a stream. */
  source?: string;
  /** The line goes on in the next record of the same source and channel. */
  isPartial?: boolean;
  /** stdout or stderr, where pieces of both may stand between one another. */
  channel?: string;
}

/** The form in which a tool writes lines: how one is taken out of it. */
export interface Envelope {
  /** As people know it: "docker compose logs". */
  name: string;
  /** Undefined for a line that has not this form. */
  read(line: string): Unwrapped | undefined;
  /** True where a line of no such form is damaged; false where it continues the line before. */
  isStrict?: boolean;
}
