import { expect, test } from 'vitest';
import { playChain } from './chain.ts';
import { SICKNESSES } from './sicknesses.ts';

const START_MS = Date.parse('2026-11-26T10:00:00Z');

/** Sicknesses one after the other, by their titles, each with how long AtlasML is well after it, s. */
// biome-ignore format: a row reads as a row
const CHAINS: [title: string, second: number, links: [title: string, wellAfter: number][]][] = [
  ['errors of one kind after the other, under one alarm', 10, [['Weaviate takes no writes', 134], ['the deployment is missing', 157], ['OpenAI limits the rate', 128]]],
  ['errors minutes after a crash loop', 0, [['a setting is missing', 276], ["Weaviate's gRPC port is closed", 600]]],
  ['an outage minutes after a crash loop', 50, [['its port is taken', 240], ['the proxy drops the connection', 600]]],
  ['a second outage while errors of the first are counted', 40, [['Weaviate is away', 449], ['uvicorn cannot find the application', 600]]],
  ['a process that is stopped after errors', 0, [['OpenAI refuses the key', 79], ['the process is stopped (SIGSTOP) between two requests', 143]]],
];
/** What one sickness may cost its readers: what is seen, why, what is left of it, the end. */
const MOST_MESSAGES = 4;

test.each(CHAINS)('%s: each is told, by its own cause, in few messages', async (_, second, titles) => {
  const links = titles.map(([title, wellAfter]) => {
    const sickness = SICKNESSES.find((s) => s.title === title);
    if (!sickness) throw new Error(`no sickness is called ${title}`);
    return { sickness, wellAfter };
  });
  const { links: told, failed } = await playChain(links, START_MS, second);
  expect(failed).toEqual([]);
  expect(told.map(({ title, result }) => `${title}: ${result}`)).toEqual(titles.map(([title]) => `${title}: right`));
  expect(told.filter(({ messages }) => messages.length > MOST_MESSAGES)).toEqual([]);
  expect(told.flatMap(({ messages }) => messages.filter((m) => /the network path to AtlasML|a short outage/.test(m)))).toEqual(
    [],
  );
});
