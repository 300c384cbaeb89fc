/** Words that commands share which ask the deployed monitor or the one on this machine. */
export const BY = 'who says so; the user of this machine when it is left out';
export const DATA = 'ask the monitor on this machine, as watch --data DIR runs it';
export const ORDER_JSON =
  'An object: done, which is true, said, the answer of the monitor in words, and who, the service and who watches it. What was not done is an error: exit code 3.';
