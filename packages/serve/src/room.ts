import { serveError } from './errors.js';

/** Room for as many rows at once, those of all requests together. A request that finds none left is refused; one alone always finds some. */
export class Room {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes room while something is done. @throws SV_BUSY */
  async take<T>(rows: number, use: () => Promise<T>): Promise<T> {
    if (this.#taken > 0 && this.#taken + rows > this.#most) {
      throw serveError('SV_BUSY', `${this.#taken} rows of other requests are waiting. Try again in a second`);
    }
    this.#taken += rows;
    try {
      return await use();
    } finally {
      this.#taken -= rows;
    }
  }
}
