// undici has no `exports` map; its Client comes from its own file so that fetch, WebSocket and cache stay out of the bundle.
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici';
  const constructor: typeof Client;
  export default constructor;
}
