/** `ended`: the server has said goodbye. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'ended';

/** Callbacks of a connection. */
export interface ConnectionListener {
  message(data: string): void;
  problem(data: string): void;
  state(state: ConnectionState): void;
}

/** Seconds until the next attempt; the last one stays. */
const WAITS = [1, 2, 4, 8, 15];

/**
 * An event stream that is taken up again whenever it breaks. The browser does so by itself after a lost connection, but gives
 * up for good after an answer such as 503; then this opens a new one, after ever longer waits.
 */
export class Connection {
  readonly #url: string;
  readonly #listener: ConnectionListener;
  #source: EventSource | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(url: string, listener: ConnectionListener) {
    this.#url = url;
    this.#listener = listener;
    listener.state('connecting');
    this.#open();
    // Somebody looks again, or the network is back: no need to wait any longer.
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => this.#hurry());
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const source = new EventSource(this.#url);
    this.#source = source;
    source.addEventListener('open', () => this.#opened());
    source.addEventListener('message', ({ data }) => this.#listener.message(data));
    source.addEventListener('problem', ({ data }) => this.#listener.problem(data));
    source.addEventListener('end', () => this.#end());
    source.addEventListener('error', () => this.#broken(source));
  }

  #opened(): void {
    this.#attempt = 0;
    this.#ended = false;
    this.#listener.state('live');
  }

  /** Goodbye is not for ever: a run that is resumed may be served at the same address, so it is asked for now and then. */
  #end(): void {
    this.#ended = true;
    this.#attempt = WAITS.length;
    this.#source?.close();
    this.#listener.state('ended');
    this.#later();
  }

  #broken(source: EventSource): void {
    if (!this.#ended) this.#listener.state('reconnecting');
    if (source.readyState === EventSource.CLOSED) this.#later();
  }

  #later(): void {
    if (this.#timer !== undefined) return;
    const seconds = WAITS[Math.min(this.#attempt, WAITS.length - 1)]!;
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#open(), seconds * 1000);
  }

  #hurry(): void {
    if (this.#timer !== undefined && !document.hidden) this.#open();
  }
}
