import type * as Http from 'node:http';

/**
 * Stands for `node:http` in the bundles. To import it as a module reads every one of its names, and behind three of them
 * Node loads the whole of its own fetch; to ask for it does not. A name that is missing here is an error of the build.
 */
const http: typeof Http = process.getBuiltinModule('node:http');

export const { Agent, request } = http;
export default http;
