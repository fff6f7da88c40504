import type { IncomingMessage, ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from './headers.js';
import { repeat } from './repeat.js';
import { HEARTBEAT, RETRY } from './sse.js';

/** Limits and times of the event streams. */
export interface StreamLimits {
  readonly maxStreams: number;
  /** A reader with more than this in its buffer, not counting its first messages, is disconnected. */
  readonly maxBufferedBytes: number;
  readonly heartbeatMs: number;
}

/** An event stream. */
export interface Stream {
  readonly response: ServerResponse;
  /** Bytes that may wait for this reader. Absent until it was welcomed; before that it gets no news. */
  allowance?: number;
}

/** The event streams that are open. */
export class Streams {
  readonly #open = new Set<Stream>();
  readonly #limits: StreamLimits;
  /** Started as the first stream opens; what it returns is called as the last one closes. */
  readonly #whileOpen: () => () => void;
  #idle: (() => void) | undefined;
  #ended = false;

  constructor(limits: StreamLimits, whileOpen: () => () => void) {
    this.#limits = limits;
    this.#whileOpen = whileOpen;
  }

  get size(): number {
    return this.#open.size;
  }

  /** No more can be opened. */
  get full(): boolean {
    return this.#ended || this.#open.size >= this.#limits.maxStreams;
  }

  /** Opens a stream. It counts from now on, but gets no news before {@link welcome}. */
  open(request: IncomingMessage, response: ServerResponse): Stream {
    const stream: Stream = { response };
    this.#open.add(stream);
    if (this.#open.size === 1) this.#start();
    response.once('close', () => {
      this.#open.delete(stream);
      if (this.#open.size === 0) this.#idle?.();
    });
    request.socket.setTimeout(0);
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      'Content-Type': 'text/event-stream',
      // The connection has no further use once the stream has ended.
      Connection: 'close',
      // A proxy must not keep events back until it has a bufferful of them.
      'X-Accel-Buffering': 'no',
    });
    response.write(RETRY);
    return stream;
  }

  /** Gives a newcomer what the others have had; from here on it gets the news. */
  welcome(stream: Stream, messages: readonly Buffer[]): void {
    if (!this.#open.has(stream) || stream.allowance !== undefined) return;
    const bytes = messages.reduce((sum, { length }) => sum + length, 0);
    stream.allowance = this.#limits.maxBufferedBytes + bytes;
    for (const message of messages) stream.response.write(message);
  }

  /** The news, to all that were welcomed. The bytes are shared, not copied for each. */
  send(message: Buffer): void {
    if (this.#ended) return;
    for (const { response, allowance } of this.#open) {
      if (allowance === undefined) continue;
      // It will connect again and then get everything in one piece.
      if (response.writableLength > allowance) response.destroy();
      else response.write(message);
    }
  }

  /** Ends all streams for good, each once it has had what waits for it, and newcomers once they were welcomed. */
  end(message: Buffer, welcome: readonly Buffer[]): void {
    this.#ended = true;
    for (const stream of this.#open) {
      this.welcome(stream, welcome);
      stream.response.end(message);
    }
  }

  #start(): void {
    const stopWork = this.#whileOpen();
    const stopBeats = repeat(() => this.send(HEARTBEAT), this.#limits.heartbeatMs);
    this.#idle = () => {
      stopWork();
      stopBeats();
      this.#idle = undefined;
    };
  }
}
