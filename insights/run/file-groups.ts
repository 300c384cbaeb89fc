import { basename, dirname } from 'node:path';

/** A file stands for the log group of its path, of its own name or of its folder's (ours: the service has no files). */
export function groupsOfFile(path: string): string[] {
  return [path, basename(path), basename(dirname(path))];
}
