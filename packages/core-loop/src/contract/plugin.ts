import type { Awaitable } from './awaitable.js';
import type { Hooks } from './hooks.js';
import type { Bind, Token } from './token.js';

/** A plugin's own state that is not a tensor (patience counters): plain JSON. */
export interface PluginState {
  /** Raised when the shape of the saved data changes; `load` accepts every version it ever wrote. */
  readonly version: number;
  /** The state as plain JSON. */
  save(): unknown;
  /** Takes the state that `save` returned; `version` is the one it was saved with. */
  load(data: unknown, version: number): void;
}

/**
 * A plugin: a plain object, usually from a factory with one options object. Tensors it keeps between steps are
 * `run.variable`s, so it needs no code for saving, restoring, counting or freeing them.
 */
export interface Plugin {
  /** Unique in a trainer: error prefix, order key, checkpoint key. */
  readonly name: string;
  /** Names of plugins this one runs after, where they are present. */
  readonly after?: readonly string[];
  /** Tokens that must be bound; checked before the first batch. */
  readonly needs?: readonly Token<unknown>[];
  readonly hooks?: Partial<Hooks>;
  readonly state?: PluginState;
  /**
   * What it was made with, defaults filled in: `{ decay: 0.999 }`. A snapshot keeps it as JSON, and `restore` refuses to go on with
   * another. Left out by a plugin that only watches, which may come and go; null where it watches inside the step.
   */
  readonly fingerprint?: object | null;
  /** Binds values others can `get`. */
  provide?(bind: Bind): void;
  /** Called once, in reverse order, also where another plugin's fails. Nobody waits for a promise; one that rejects is told. */
  dispose?(): Awaitable<void>;
}
