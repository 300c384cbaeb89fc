import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { type Inspection, readInspection } from './inspection.ts';

const MOST_NAMES = 5;

/**
 * Looks a container up by its name.
 * @throws EngineError; where there is none of that name, with those that may be meant.
 */
export async function inspect(engine: Pick<Engine, 'json'>, name: string): Promise<Inspection> {
  const found = await byNameOrId(engine, name).catch(async (error: EngineError) => {
    throw error.fault === 'no-container' ? await notThere(engine, name) : error;
  });
  const own = found.Name.replace(/^\//, '');
  if (own === name) return found;
  throw new EngineError(
    'no-container',
    `${name} is the ID of the container ${own}: give its name, for an ID changes with each deploy`,
  );
}

/** @throws EngineError of the fault no-container where it is gone. */
export async function byNameOrId(engine: Pick<Engine, 'json'>, name: string): Promise<Inspection> {
  return readInspection(await engine.json(`/containers/${encodeURIComponent(name)}/json`));
}

async function notThere(engine: Pick<Engine, 'json'>, name: string): Promise<EngineError> {
  const says = `Docker knows no container named ${name}`;
  const names = await namesOf(engine).catch(() => undefined);
  if (names === undefined) return new EngineError('no-container', `${says}: see \`docker ps -a\``);
  if (names.length === 0) return new EngineError('no-container', `${says}, nor any other: was it removed?`);
  const alike = names.filter((other) => other.toLowerCase().includes(name.toLowerCase()));
  const those = alike.length > 0 ? alike : names;
  const more = those.length > MOST_NAMES ? ` and ${those.length - MOST_NAMES} more` : '';
  const shown = those.slice(0, MOST_NAMES).join(', ') + more;
  return new EngineError(
    'no-container',
    `${says}; ${alike.length > 0 ? 'is it' : 'there are'} ${shown}${alike.length > 0 ? '?' : ''}`,
  );
}

async function namesOf(engine: Pick<Engine, 'json'>): Promise<string[]> {
  const listed = await engine.json('/containers/json?all=1');
  return (Array.isArray(listed) ? (listed as { Names?: unknown }[]) : []).flatMap((entry) =>
    Array.isArray(entry?.Names) ? entry.Names.map((name) => String(name).replace(/^\//, '')) : [],
  );
}
