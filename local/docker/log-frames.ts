import { EngineError } from './engine-error.ts';

export type Channel = 'stdout' | 'stderr';

/** What one frame of a log holds: a line, or a piece of one. */
export interface Frame {
  channel: Channel;
  payload: Buffer;
}

const HEADER_BYTES = 8;
/** The Engine cuts lines at 16 KiB; drivers of others may not, but none writes more than this. */
const MOST_BYTES = 16 << 20;
const STDERR = 2;
/** What the Engine itself has to say, such as that a file of the log is broken. */
const SYSTEM_ERROR = 3;

/**
 * Takes the frames out of a log of a container without a terminal: a byte for the channel, three zeros, the length in four bytes
 * (https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach, "Stream format").
 */
export class FrameCutter {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are whole by now. @throws EngineError where these are no frames. */
  push(chunk: Buffer): Frame[] {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    while (bytes.length >= HEADER_BYTES) {
      const length = bytes.readUInt32BE(4);
      const type = bytes.readUInt8(0);
      if (type > SYSTEM_ERROR || bytes.readUIntBE(1, 3) !== 0 || length > MOST_BYTES)
        throw new EngineError('garbled', 'what Docker sends as the log of the container is none: its frames cannot be read');
      if (bytes.length < HEADER_BYTES + length) break;
      const payload = bytes.subarray(HEADER_BYTES, HEADER_BYTES + length);
      if (type === SYSTEM_ERROR)
        throw new EngineError('refused', `Docker could not read the log on: ${payload.toString('utf8').trim().slice(0, 200)}`);
      frames.push({ channel: type === STDERR ? 'stderr' : 'stdout', payload });
      bytes = bytes.subarray(HEADER_BYTES + length);
    }
    this.#rest = Buffer.from(bytes);
    return frames;
  }

  /** @throws EngineError where a frame breaks off. */
  end(): void {
    if (this.#rest.length > 0) throw new EngineError('garbled', "Docker's answer breaks off within a line of the log");
  }
}
