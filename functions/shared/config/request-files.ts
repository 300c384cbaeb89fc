import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from './load.ts';
import { MOST_OF_A_REQUEST } from './request.ts';
import type { MonitorConfigInput } from './schema.ts';
import { type ConfigInput, hasServices } from './services.ts';

/**
 * Reads what endpoints are to be sent from files, before the configuration is checked. A file that ends with .json must hold JSON.
 * @param folder of the configuration: names of files are meant from there.
 * @param where what to call the configuration in an error.
 * @throws ConfigError naming the key and the file.
 */
export function withRequestFiles(input: ConfigInput, folder: string, where: string): ConfigInput {
  const faults: string[] = [];
  const read = hasServices(input) ? servicesWithFiles(input, folder, faults) : oneWithFiles(input, folder, '', faults);
  if (faults.length > 0) throw new ConfigError(where, faults);
  return read as ConfigInput;
}

function servicesWithFiles(input: { services: unknown }, folder: string, faults: string[]): object {
  const { services } = input;
  if (!Array.isArray(services)) return input;
  return { ...input, services: services.map((one, i) => oneWithFiles(one, folder, `services[${i}].`, faults)) };
}

/** @param place what stands before the keys of this service. @param faults gets what cannot be read. */
function oneWithFiles(input: MonitorConfigInput, folder: string, place: string, faults: string[]): MonitorConfigInput {
  // What is no configuration is left as it is, for whoever checks it to say so.
  if (!Array.isArray(input?.endpoints)) return input;
  const endpoints = input.endpoints.map((endpoint, i) => {
    const file = endpoint?.request?.file;
    if (typeof file !== 'string' || file === '') return endpoint;
    const read = contentOf(resolve(folder, file), file.toLowerCase().endsWith('.json'));
    if ('why' in read) faults.push(`${place}endpoints[${i}].request.file: ${file} ${read.why}`);
    const { file: _, ...others } = endpoint.request ?? {};
    return { ...endpoint, request: { ...others, ...('why' in read ? { text: '' } : read) } };
  });
  return { ...input, endpoints };
}

function contentOf(path: string, isJson: boolean): { json: unknown } | { text: string } | { why: string } {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MOST_OF_A_REQUEST) return { why: `has ${size} bytes; ${MOST_OF_A_REQUEST} are the most` };
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { why: 'is no text in UTF-8' };
    return { why: `cannot be read (${code}); it is looked for beside the configuration` };
  }
  if (!isJson) return { text };
  try {
    return { json: JSON.parse(text) as unknown };
  } catch (error) {
    return { why: `is not JSON: ${(error as Error).message}` };
  }
}
