import { nearest } from '@amnl/core-loop/nearest';
import { plainText } from '@amnl/core-loop/plain-text';
import { serveError } from './errors.js';
import type { Served } from './served.js';

interface Entry {
  readonly served: Served;
  /** Requests that it is answering. */
  users: number;
  /** Called once nobody uses it any more, where another one has taken its place. */
  retired?: () => void;
}

/** Names stand in addresses. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The runs that are served, by name. Each may be replaced while it is used. */
export class Runs {
  readonly #entries = new Map<string, Entry>();
  #closed = false;

  /** @throws SV_NAME_INVALID */
  constructor(runs: Readonly<Record<string, Served>>) {
    for (const [name, served] of Object.entries(runs)) {
      if (!NAME.test(name)) {
        const allowed = 'Give letters of ASCII, digits, and . _ - between them, at most 64';
        throw serveError('SV_NAME_INVALID', `a run cannot be served as '${plainText(name, 80)}'. ${allowed}`);
      }
      this.#entries.set(name, { served, users: 0 });
    }
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** What is served under a name now. @throws SV_RUN_UNKNOWN */
  get(name: string): Served {
    return this.#entry(name).served;
  }

  /** Uses what is served under a name now, to the end, whatever takes its place meanwhile. @throws SV_RUN_UNKNOWN */
  async use<T>(name: string, use: (served: Served) => Promise<T>): Promise<T> {
    const entry = this.#entry(name);
    entry.users++;
    try {
      return await use(entry.served);
    } finally {
      entry.users--;
      if (entry.users === 0) entry.retired?.();
    }
  }

  /**
   * Serves another one under a name from now on. Resolves when the one before has answered all that it was asked, and is closed. Once all
   * are closed, the other one is closed at once.
   */
  async replace(name: string, served: Served): Promise<void> {
    const before = this.#entry(name);
    if (this.#closed) return served.close();
    this.#entries.set(name, { served, users: 0 });
    if (before.users > 0) await new Promise<void>((done) => (before.retired = done));
    await before.served.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { served } of this.#entries.values()) await served.close();
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry) return entry;
    const near = nearest(name, this.names);
    const hint = near ? `Did you mean '${near}'?` : `There is ${this.names.join(', ')}`;
    throw serveError('SV_RUN_UNKNOWN', `no run is served as '${plainText(name, 80)}'. ${hint}`);
  }
}
