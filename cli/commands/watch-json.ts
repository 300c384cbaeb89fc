/** What `--json` prints of what happens by and by. */
export const WATCH_JSON =
  'One object a line, as it happens: kind, and with it seen (observation), alarm (name, from, to), failed (what, why), message (receiver, subject, text), told (receiver, subject), round (well, bad or unknown: the end of watch --once) or note (text). Some have atMs, milliseconds since 1970; of several services each names its service.';
