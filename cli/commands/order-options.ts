/** Words that `silence` and `ack` share. */
export const BY = 'who says so; the user of this machine when it is left out';
export const DATA = 'ask the monitor on this machine, as watch --data DIR runs it';
export const ORDER_JSON = 'An object: done (true or false), and said, the answer of the monitor in words.';
