import { isPromise, synchronous } from '../contract/awaitable.js';
import { requireMetrics } from '../contract/check-calls.js';
import type { AroundHooks, HookName, Hooks, SeriesHooks } from '../contract/hooks.js';
import type { Plugin } from '../contract/plugin.js';
import type { Run } from '../contract/run.js';
import { TrainError } from '../errors/errors.js';
import type { Account, Stopwatch } from '../state/stopwatch.js';

interface Handler<K extends HookName> {
  readonly plugin: string;
  readonly call: NonNullable<Hooks[K]>;
  /** Where its time between steps is counted. */
  readonly account: Account;
}
type AfterRun<K extends keyof SeriesHooks> = Parameters<SeriesHooks[K]> extends [Run, ...infer Rest] ? Rest : never;
type AroundResult<K extends keyof AroundHooks> = ReturnType<Parameters<AroundHooks[K]>[1]>;

/** Runs the hooks of an ordered list of plugins, naming plugin and hook when one throws. */
export class HookRunner {
  readonly #handlers = new Map<HookName, Handler<HookName>[]>();
  readonly #viewOf: (plugin: string) => Run;
  readonly #watch: Stopwatch;

  /** @param viewOf the run as one plugin sees it (its `stop` knows who called) */
  constructor(plugins: readonly Plugin[], viewOf: (plugin: string) => Run, watch: Stopwatch) {
    this.#viewOf = viewOf;
    this.#watch = watch;
    for (const plugin of plugins) {
      for (const [hook, call] of Object.entries(plugin.hooks ?? {})) {
        if (call === undefined) continue;
        const list = this.#handlers.get(hook as HookName) ?? [];
        const account = watch.hooksOf(plugin.name);
        list.push({ plugin: plugin.name, call: call.bind(plugin.hooks) as Handler<HookName>['call'], account });
        this.#handlers.set(hook as HookName, list);
      }
    }
  }

  /** Handlers of one hook, in running order. */
  of<K extends HookName>(hook: K): readonly Handler<K>[] {
    return (this.#handlers.get(hook) ?? []) as unknown as readonly Handler<K>[];
  }

  /** Awaits one plugin after the other; all-synchronous hooks cost no microtask. */
  series<K extends keyof SeriesHooks>(hook: K, ...args: AfterRun<K>): void | Promise<void> {
    const handlers = this.of(hook);
    for (let i = 0; i < handlers.length; i++) {
      const result = this.#guarded(hook, handlers[i]!.plugin, () => this.#callSeries(handlers[i]!, args));
      if (isPromise(result)) return this.#rest(hook, handlers, i, result, args);
    }
  }

  /** As {@link series}, without the plugins in `done`, which it adds to: so it can be continued after a failure. */
  async onward<K extends keyof SeriesHooks>(hook: K, done: Set<string>, ...args: AfterRun<K>): Promise<void> {
    for (const handler of this.of(hook)) {
      if (done.has(handler.plugin)) continue;
      await this.#awaited(hook, handler, args);
      done.add(handler.plugin);
    }
  }

  /** As {@link series}, but every plugin is called: the first error is thrown after the last one. */
  async every<K extends keyof SeriesHooks>(hook: K, ...args: AfterRun<K>): Promise<void> {
    const failures: unknown[] = [];
    for (const handler of this.of(hook)) {
      await this.#awaited(hook, handler, args).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  /** The first plugin is the outermost; `core` is what they wrap. */
  around<K extends keyof AroundHooks>(hook: K, core: () => AroundResult<K>): AroundResult<K> {
    const handlers = this.of(hook);
    const from = (i: number): Promise<unknown> => {
      const handler = handlers[i];
      if (handler === undefined) return core();
      const call = handler.call as (run: Run, next: () => Promise<unknown>) => Promise<unknown>;
      // An error of the wrapped part passes through; only the plugin's own errors name it.
      let inner: unknown;
      const next = (): Promise<unknown> => from(i + 1).catch((error: unknown) => Promise.reject((inner = error)));
      return Promise.resolve()
        .then(() => this.#watch.time(handler.account, () => call(this.#viewOf(handler.plugin), next)))
        .then((made) =>
          hook === 'evaluate'
            ? requireMetrics(made, 'it (forgot to return the result of next()?)', handler.plugin)
            : made,
        )
        .catch((error: unknown) => Promise.reject(error === inner ? error : hookError(error, handler.plugin, hook)));
    };
    return from(0) as AroundResult<K>;
  }

  /** Runs an in-step hook; synchronous. */
  inStep<T>(hook: HookName, plugin: string, call: () => T): T {
    const made = synchronous(this.#guarded(hook, plugin, call), `hook '${hook}'`, plugin);
    if (hook === 'updated' || made !== undefined) return made;
    const advice = 'Return its argument, or a replacement';
    throw new TrainError('CL_HOOK_FAILED', `hook '${hook}' returned nothing. ${advice}`, { by: plugin });
  }

  async #rest<K extends keyof SeriesHooks>(
    hook: K,
    handlers: readonly Handler<K>[],
    at: number,
    pending: PromiseLike<unknown>,
    args: AfterRun<K>,
  ): Promise<void> {
    for (let i = at; i < handlers.length; i++) {
      await this.#awaited(hook, handlers[i]!, args, i === at ? pending : undefined);
    }
  }

  /** One plugin's turn, which may have begun. */
  async #awaited<K extends keyof SeriesHooks>(
    hook: K,
    handler: Handler<K>,
    args: AfterRun<K>,
    pending?: PromiseLike<unknown>,
  ): Promise<void> {
    try {
      await (pending ?? this.#callSeries(handler, args));
    } catch (error) {
      throw hookError(error, handler.plugin, hook);
    }
  }

  #callSeries<K extends keyof SeriesHooks>({ plugin, call, account }: Handler<K>, args: AfterRun<K>): unknown {
    return this.#watch.time(account, () =>
      (call as (run: Run, ...rest: unknown[]) => unknown)(this.#viewOf(plugin), ...(args as unknown[])),
    );
  }

  #guarded<T>(hook: HookName, plugin: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw hookError(error, plugin, hook);
    }
  }
}

/** Names the plugin and the hook; a {@link TrainError} keeps its code. */
function hookError(error: unknown, plugin: string, hook: HookName): TrainError {
  const code = error instanceof TrainError ? error.code : 'CL_HOOK_FAILED';
  const detail = error instanceof TrainError ? error.detail : error instanceof Error ? error.message : String(error);
  return new TrainError(code, `hook '${hook}' failed: ${detail}`, { by: plugin, cause: error });
}
