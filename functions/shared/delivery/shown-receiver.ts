/**
 * The name of a receiver for the screen of whoever runs the monitor: "email o…@example.org" says which one is meant, where a redacted one says
 * it of none, and holds no address that could be written to.
 */
export function shownReceiver(name: string): string {
  return name.replace(/^email (\P{M}\p{M}*)[^@]*@/u, 'email $1…@');
}
