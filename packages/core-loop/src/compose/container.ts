// The only file that knows tsyringe. Its polyfill twice: bundlers keep the order of files; Jest and vitest's vmThreads run CommonJS
// while they link, in the order of imports.
import './reflect.js';
import 'reflect-metadata';
import { type DependencyContainer, container as globalContainer } from 'tsyringe';
import { type Bind, type Get, providersOf, type Token } from '../contract/token.js';
import { TrainError } from '../errors/errors.js';

/** A tsyringe container, for applications that pass theirs as parent. */
export type ParentContainer = DependencyContainer;

/** One trainer's bindings: a child container, one lazily made value per token. */
export class Bindings {
  readonly #container: DependencyContainer;
  readonly #owners = new Map<symbol, string>();
  readonly #making: Token<unknown>[] = [];

  /** @param parent where unbound tokens are looked up; the application's own container, if it has one */
  constructor(parent?: ParentContainer) {
    this.#container = (parent ?? globalContainer).createChildContainer();
  }

  /** The `bind` function passed to `plugin.provide`. Throws `CL_TOKEN_TWICE` if two owners bind one token. */
  binder(owner: string): Bind {
    return (key, make) => {
      const earlier = this.#owners.get(key);
      if (earlier !== undefined) {
        throw new TrainError(
          'CL_TOKEN_TWICE',
          `${nameOf(key)} is already provided by '${earlier}'. Remove one of '${earlier}' and '${owner}'`,
          { by: owner },
        );
      }
      this.#owners.set(key, owner);
      let made: { value: unknown } | undefined; // tsyringe's `instanceCachingFactory` makes null and undefined again
      this.#container.register(key, { useFactory: () => (made ??= { value: this.#make(key, make) }).value });
    };
  }

  /** Whether `key` is provided, here or by the parent container. */
  has(key: Token<unknown>): boolean {
    return this.#container.isRegistered(key, true);
  }

  /** The owner of the binding of `key`; undefined if a parent container has it, or none. */
  ownerOf(key: Token<unknown>): string | undefined {
    return this.#owners.get(key);
  }

  /** Bound tokens with their owners, in binding order. */
  list(): readonly { readonly token: string; readonly owner: string }[] {
    return [...this.#owners].map(([key, owner]) => ({ token: nameOf(key), owner }));
  }

  readonly get: Get = (key) => {
    this.require(key, 'core-loop');
    return this.#container.resolve(key as symbol);
  };

  /** Throws `CL_TOKEN_UNBOUND` if nothing provides `key`. */
  require(key: Token<unknown>, by: string): void {
    if (this.has(key)) return;
    const known = providersOf(key);
    const advice = known.length > 0 ? `Provided by: ${known.join(', ')}` : 'Bind it in the `provide` of a plugin';
    throw new TrainError('CL_TOKEN_UNBOUND', `nobody provides ${nameOf(key)}. ${advice}`, { by });
  }

  #make<T>(key: Token<T>, make: (get: Get) => T): T {
    if (this.#making.includes(key)) {
      const path = [...this.#making.slice(this.#making.indexOf(key)), key].map(nameOf).join(' → ');
      throw new TrainError(
        'CL_TOKEN_CYCLE',
        `providers need each other: ${path}. Let one of them \`get\` later, in a hook`,
      );
    }
    this.#making.push(key);
    try {
      return make(this.get);
    } finally {
      this.#making.pop();
    }
  }
}

function nameOf(key: Token<unknown>): string {
  return Symbol.keyFor(key) ?? key.toString();
}
