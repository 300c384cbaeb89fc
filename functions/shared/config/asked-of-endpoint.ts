/** What a POST endpoint is sent: JSON or text. */
export interface RequestConfig {
  json?: unknown;
  text?: string | undefined;
  file?: string | undefined;
}

/** What is sent, as text; undefined for what JSON cannot hold. */
export function bodyOf({ json, text }: RequestConfig): string | undefined {
  if (text !== undefined) return text;
  try {
    return JSON.stringify(json);
  } catch {
    return undefined;
  }
}

/** Whether an endpoint is probed each minute. One that is sent a request is only when that is asked for. */
export function isScheduled({ scheduled, request }: { scheduled?: boolean | undefined; request?: unknown }): boolean {
  return scheduled ?? request === undefined;
}
