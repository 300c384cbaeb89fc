/** What one request to the health endpoint got at some moment of the past. Times are milliseconds. */
export type Seen = Answered | Failed | Unseen;

export interface Answered {
  status: number;
  headers: Record<string, string>;
  body: string;
  tookMs: number;
}

export interface Failed {
  /** `timeout`, or Node's code of an error of the network: ECONNREFUSED, ECONNRESET, ENOTFOUND. */
  error: string;
  tookMs: number;
  /** True when a connection was made before it failed. */
  connected: boolean;
}

/** Nobody looked at that moment. */
export interface Unseen {
  unseen: string;
}

/** Looks up what a request would have got that was made at `atMs` (epoch ms) and waited `timeoutMs` at most. */
export type PastProbe = (atMs: number, timeoutMs: number) => Seen;
