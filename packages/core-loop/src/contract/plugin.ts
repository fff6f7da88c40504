import type { Awaitable } from './awaitable.js';
import type { Hooks } from './hooks.js';
import type { Bind, Token } from './token.js';

/** A plugin's own state that is not a tensor (e.g. patience counters): plain JSON. */
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
  /** Names of plugins this one runs after, if they are present. */
  readonly after?: readonly string[];
  /** Tokens that must be bound; checked before the first batch. */
  readonly needs?: readonly Token<unknown>[];
  readonly hooks?: Partial<Hooks>;
  readonly state?: PluginState;
  /**
   * Its options, defaults filled in: `{ decay: 0.999 }`. A snapshot stores them as JSON, and `restore` refuses different ones.
   * Left out by a plugin that only observes, which may be added or removed; null if it observes inside the step.
   */
  readonly fingerprint?: object | null;
  /** Binds values others can `get`. */
  provide?(bind: Bind): void;
  /** Called once, in reverse order, even if another plugin's fails. A promise is not awaited; its rejection is reported. */
  dispose?(): Awaitable<void>;
}
