import type { Socket } from 'node:net';

/** What all connections together may hold. */
interface Most {
  readonly connections: number;
  /** Bytes of bodies that are announced, and have not come as a whole. */
  readonly arrivingBytes: number;
}

/**
 * The open connections. When they are too many, or hold too much, the one is closed that has waited longest without a whole request, so that
 * however many are held open, a new one that asks at once is answered.
 */
export class Connections {
  readonly #most: Most;
  readonly #open = new Set<Socket>();
  /** Those without a whole request, and the bytes that are to come; the longest first. */
  readonly #waiting = new Map<Socket, number>();
  #arriving = 0;

  constructor(most: Most) {
    this.#most = most;
  }

  get count(): number {
    return this.#open.size;
  }

  add(socket: Socket): void {
    this.#open.add(socket);
    this.#waiting.set(socket, 0);
    socket.once('close', () => this.#forget(socket));
    if (this.#open.size > this.#most.connections) this.#close(this.#waiting.keys().next().value ?? socket);
  }

  /** A body of so many bytes is announced. */
  expect(socket: Socket, bytes: number): void {
    if (!this.#waiting.has(socket)) return;
    this.#waiting.set(socket, bytes);
    this.#arriving += bytes;
    for (const [other, theirs] of this.#waiting) {
      if (this.#arriving <= this.#most.arrivingBytes) return;
      if (theirs > 0 && other !== socket) this.#close(other);
    }
  }

  /** A whole request has come, and is being answered. */
  busy(socket: Socket): void {
    this.#arriving -= this.#waiting.get(socket) ?? 0;
    this.#waiting.delete(socket);
  }

  /** It is answered. */
  idle(socket: Socket): void {
    this.busy(socket);
    if (this.#open.has(socket)) this.#waiting.set(socket, 0);
  }

  #close(socket: Socket): void {
    this.#forget(socket);
    socket.destroy();
  }

  #forget(socket: Socket): void {
    this.busy(socket);
    this.#open.delete(socket);
  }
}
