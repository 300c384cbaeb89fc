import type { SlackCall } from './api.ts';
import type { Place } from './place.ts';
import { postToSlack } from './request.ts';

/**
 * Puts a picture into a thread. Source: https://docs.slack.dev/messaging/working-with-files#upload
 * @throws Error that names the step that failed.
 */
export async function uploadPicture(
  call: SlackCall,
  png: Uint8Array,
  { channel, ts, title }: Place & { title: string },
  signal?: AbortSignal,
): Promise<void> {
  const place = await call('files.getUploadURLExternal', { filename: 'chart.png', length: png.byteLength });
  if (!place.ok || !place.upload_url || !place.file_id) throw new Error(`files.getUploadURLExternal: ${place.error}`);
  const { status } = await postToSlack(place.upload_url, { headers: {}, body: png, signal });
  if (status !== 200) throw new Error(`the upload was answered with HTTP ${status}`);
  const done = await call('files.completeUploadExternal', {
    files: [{ id: place.file_id, title }],
    channel_id: channel,
    thread_ts: ts,
  });
  if (!done.ok) throw new Error(`files.completeUploadExternal: ${done.error}`);
}
