import { EngineError, isUnasked } from '../../local/docker/engine-error.ts';

/** What was found of one item: SKIP where the check could not be made, never OK. */
export type Finding = { state: 'OK' | 'SKIP'; fact: string } | { state: 'FAIL'; fact: string; fix: string };

/** Something that is looked at. `look` may throw: then the check could not be made, and the error says why. */
export interface Item<Ports> {
  /** A word or two; of several findings each has its subject behind it. */
  name: string;
  look(ports: Ports): Promise<Found | readonly Found[]>;
}

export type Found = Finding & { subject?: string };

/** One line of the result. */
export type Row = Finding & { item: string; where: 'here' | 'AWS' };

export const ok = (fact: string): Finding => ({ state: 'OK', fact });
/** @param fact why the check not checked. */
export const skip = (fact: string): Finding => ({ state: 'SKIP', fact });
/** @param fix what to do, in one sentence. */
export const fail = (fact: string, fix: string): Finding => ({ state: 'FAIL', fact, fix });
export const about = (subject: string, finding: Finding): Found => ({ ...finding, subject });

/** A check cannot be made, for a reason that is no error: nothing is configured, or something is not there. */
export class NotMade extends Error {
  override name = 'NotMade';
}

/** The log file that is named cannot be read. */
export class UnreadableLog extends Error {
  override name = 'UnreadableLog';

  constructor(path: string, why: string) {
    super(`the file ${path} ${why}`);
  }
}

/** Looks at all items at the same time; the rows are in the order of the list. */
export async function rowsOf<P>(items: readonly Item<P>[], ports: P, where: Row['where']): Promise<Row[]> {
  const rows = await Promise.all(
    items.map(async ({ name, look }): Promise<Row[]> => {
      try {
        return [await look(ports)].flat().map(({ subject, ...finding }) => ({
          ...finding,
          item: subject === undefined ? name : `${name} ${subject}`,
          where,
        }));
      } catch (error) {
        return [{ ...skip(reasonOf(error)), item: name, where }];
      }
    }),
  );
  return rows.flat();
}

/** An error of our own speaks for itself; another says what kind it is. */
function reasonOf(error: unknown): string {
  const { name, message } = error as Error;
  if (error instanceof EngineError && isUnasked(error)) return 'Docker could not be asked for it: see "Docker"';
  const isOwn = ['Error', 'NotMade', 'EngineError', 'UnreadableLog'].includes(name);
  return (isOwn ? message : `${name}: ${message}`).replace(/\s+/g, ' ');
}
