import { NothingKept } from '../local/store/readable.ts';

/** Why nothing can be read of what a monitor keeps on this machine; and how to start one where none ever wrote. */
export function notKept(error: unknown, directory: string): string {
  const { message } = error as Error;
  return error instanceof NothingKept ? `${message}. Start one with: npx atlasml-monitor watch --data ${directory}` : message;
}
