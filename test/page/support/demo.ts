import type { Clock } from '../../../functions/shared/ports.ts';
import { runDemo } from '../../../local/demo/demo.ts';
import { fastClock } from '../../../local/demo/fast-clock.ts';
import { servePage } from '../../../local/page/server.ts';

/** A demo with its page, as `npm start` has it. */
export interface RunningDemo {
  url: string;
  printed: string[];
  clock: Clock;
  end(): Promise<void>;
}

/** @param speed how many times as fast as the clock on the wall. */
export async function startDemo(speed = 120): Promise<RunningDemo> {
  const page = await servePage({ address: { host: '127.0.0.1', port: 0 } });
  const stop = new AbortController();
  const printed: string[] = [];
  const clock = fastClock(speed);
  const running = runDemo({
    speed,
    signal: stop.signal,
    print: (line) => printed.push(line),
    clock,
    page,
    stays: true,
    isDirected: true,
  });
  return {
    url: page.url,
    printed,
    clock,
    async end() {
      stop.abort();
      await running;
      await page.close();
    },
  };
}
