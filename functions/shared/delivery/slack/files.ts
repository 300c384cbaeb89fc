import { requestOnce } from '../../http/http-client.ts';
import type { SlackCall } from './api.ts';

const TIMEOUT_MS = 5_000;

/**
 * Puts a picture into a thread. Source: https://docs.slack.dev/messaging/working-with-files#upload
 * @throws Error that names the step that failed.
 */
export async function uploadPicture(
  call: SlackCall,
  png: Uint8Array,
  { channel, ts, title }: { channel: string; ts: string; title: string },
): Promise<void> {
  const place = await call('files.getUploadURLExternal', { filename: 'chart.png', length: png.byteLength });
  if (!place.ok || !place.upload_url || !place.file_id) throw new Error(`files.getUploadURLExternal: ${place.error}`);
  const url = new URL(place.upload_url);
  const status = await requestOnce(
    url.origin,
    {},
    { method: 'POST', path: url.pathname + url.search, body: Buffer.from(png), signal: AbortSignal.timeout(TIMEOUT_MS) },
    async (response) => {
      await response.body.dump();
      return response.statusCode;
    },
  );
  if (status !== 200) throw new Error(`the upload was answered with HTTP ${status}`);
  const done = await call('files.completeUploadExternal', {
    files: [{ id: place.file_id, title }],
    channel_id: channel,
    thread_ts: ts,
  });
  if (!done.ok) throw new Error(`files.completeUploadExternal: ${done.error}`);
}
