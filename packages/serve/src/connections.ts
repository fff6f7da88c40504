import type { Socket } from 'node:net';

/**
 * The open connections. When there are too many, the one is closed that has waited longest without a whole request, so that however
 * many are held open, a new one that asks at once is answered.
 */
export class Connections {
  readonly #most: number;
  readonly #open = new Set<Socket>();
  /** Those without a whole request; the longest first. */
  readonly #waiting = new Set<Socket>();

  constructor(most: number) {
    this.#most = most;
  }

  get count(): number {
    return this.#open.size;
  }

  add(socket: Socket): void {
    this.#open.add(socket);
    this.#waiting.add(socket);
    socket.once('close', () => this.#forget(socket));
    if (this.#open.size <= this.#most) return;
    const [longest = socket] = this.#waiting;
    this.#forget(longest);
    longest.destroy();
  }

  /** A whole request has come, and is being answered. */
  busy(socket: Socket): void {
    this.#waiting.delete(socket);
  }

  /** It is answered. */
  idle(socket: Socket): void {
    this.#waiting.delete(socket);
    if (this.#open.has(socket)) this.#waiting.add(socket);
  }

  #forget(socket: Socket): void {
    this.#open.delete(socket);
    this.#waiting.delete(socket);
  }
}
