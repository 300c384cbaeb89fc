import { randomUUID } from 'node:crypto';

/** Stands for the file of `@smithy/core` that looks for a source of UUIDs in the browser's cryptography first, which Node loads for it. */
export const bindV4 = () => () => randomUUID();
