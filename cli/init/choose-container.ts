import type { ListedContainer } from './container-facts.ts';

/** Which containers matter, by their names, images and services of Compose. Pure. */
export interface Chosen {
  atlasml: ListedContainer | undefined;
  /** Others that may be AtlasML as well. */
  others: ListedContainer[];
  /** What AtlasML needs, such as Weaviate, and what leads to it. */
  beside: ListedContainer[];
}

const ATLASML = /atlas-?ml/i;
/** This monitor, and what may be named after AtlasML. */
const NOT_ATLASML = /monitor|weaviate|traefik|nginx|telegraf/i;
const BESIDE = /weaviate|traefik/i;
const MOST_BESIDE = 10;

/** @param asked the name of the container, where somebody said it. */
export function chooseContainers(all: readonly ListedContainer[], asked?: string): Chosen {
  const alike = asked === undefined ? all.filter(isAtlasML).sort(byLikeness) : all.filter(({ name }) => name === asked);
  const [atlasml, ...others] = alike;
  const beside = all
    .filter((one) => one !== atlasml && one.isRunning && BESIDE.test(`${one.name} ${one.image}`))
    .slice(0, MOST_BESIDE);
  return { atlasml, others, beside };
}

function isAtlasML({ name, image, composeService }: ListedContainer): boolean {
  const words = [name, image, composeService];
  return words.some((word) => ATLASML.test(word)) && !NOT_ATLASML.test(`${name} ${baseOf(image)}`);
}

/** The last part of an image's name, without its tag. */
const baseOf = (image: string) => (image.split('/').at(-1) ?? '').split(/[:@]/)[0] ?? '';

/** Running first, then what is called so exactly. */
function byLikeness(a: ListedContainer, b: ListedContainer): number {
  const rank = ({ isRunning, name, composeService }: ListedContainer) =>
    (isRunning ? 4 : 0) + (name === 'atlasml' ? 2 : 0) + (composeService === 'atlasml' ? 1 : 0);
  return rank(b) - rank(a) || (a.name < b.name ? -1 : 1);
}
