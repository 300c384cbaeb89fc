// undici has no `exports` map; Client and request come from their own files so that fetch, WebSocket and cache stay
// out of the bundle. Only undici's index puts request on the Client's prototype, so it is called with the client as this.
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici';

  const client: typeof Client;
  export default client;
}
declare module 'undici/lib/api/api-request.js' {
  import type { Client, Dispatcher } from 'undici';

  function request(this: Client, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  export default request;
}
