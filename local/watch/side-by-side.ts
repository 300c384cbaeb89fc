import type { Clock } from '../../functions/shared/ports.ts';
import type { Print } from './terminal.ts';

/** One of several services that this process watches. */
export interface Watched {
  slug: string;
  /** Looks anew for all that it needs, and watches until it is stopped. @throws when it cannot begin, or go on. */
  run(print: Print): Promise<void>;
}

export interface SideBySidePorts {
  print: Print;
  /** Its sleeps need not end at the stop. */
  clock: Clock;
  /** Tells people that a service is not watched, once for each reason until it is watched again. */
  notWatched(slug: string, error: Error): Promise<void>;
}

/** A service that cannot be watched is tried again so often. One that was watched for longer begins anew. */
const AGAIN_MS = 60_000;

/**
 * Watches several services until they are stopped. They share nothing but the process: one that cannot begin, or breaks off, is told and
 * begun again, and the others go on meanwhile.
 */
export async function watchSideBySide(services: Watched[], ports: SideBySidePorts, signal: AbortSignal): Promise<void> {
  const width = Math.max(...services.map(({ slug }) => slug.length));
  await Promise.all(services.map((service) => keepWatching(service, labelled(ports.print, service.slug, width), ports, signal)));
}

async function keepWatching({ slug, run }: Watched, print: Print, ports: SideBySidePorts, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  let said: string | undefined;
  while (!signal.aborted) {
    const begunMs = ports.clock.now();
    const error = await run(print).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    if (!error) return;
    if (error.message !== said || ports.clock.now() - begunMs > AGAIN_MS) {
      said = error.message;
      print(`failed: ${said}\nThis service is not watched. It is tried again each minute.`);
      await ports.notWatched(slug, error).catch((failed: Error) => print(`failed: nobody could be told: ${failed.message}`));
    }
    await Promise.race([ports.clock.sleep(AGAIN_MS), stopped]);
  }
}

/** Begins each line with the service that it is about, as `docker compose logs` does. @param width of the longest name. */
export function labelled(print: Print, slug: string, width: number): Print {
  const label = slug.padEnd(width);
  const { event } = print;
  if (event) {
    const own: Print['event'] = (happened) => event({ ...happened, service: slug });
    return Object.assign((text: string) => own({ kind: 'note', text }), { event: own });
  }
  return (text) => {
    const lines = text.split('\n').map((line) => (line === '' ? '' : `${label} | ${line}`));
    for (const line of lines) print(line);
  };
}
