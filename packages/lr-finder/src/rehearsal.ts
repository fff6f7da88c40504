import {
  EngineToken,
  EvaluatorToken,
  type Hooks,
  Loss,
  OptimizerToken,
  type Plugin,
  type PluginEntry,
  SaverToken,
  STEP_HOOKS,
  type StepEngine,
  type Token,
  TrainData,
} from '@amnl/core-loop';

/** Hooks that prepare the step, and `fitEnd`, which cleans up after them. Hooks that use the outcome are not run. */
const KEPT_HOOKS = ['fitStart', 'epochStart', 'stepStart', ...STEP_HOOKS, 'fitEnd'] as const;
/** A plugin that binds one of these is part of the step. */
const OF_THE_STEP: readonly Token<unknown>[] = [Loss, OptimizerToken, TrainData];
/** Nothing is saved or evaluated in a rehearsal. */
const LEFT_OUT: readonly Token<unknown>[] = [SaverToken, EvaluatorToken];

/**
 * Plugins for trial steps: those that are part of the step (its hooks, the loss, the optimiser) with all that prepares it, and
 * the bindings of the others. No `stepEnd`, `epochEnd`, `evaluate`, `save` or `dispose` is called: no file is written,
 * nothing is shown, nothing stops, no schedule changes the rate.
 */
export function rehearsal(plugins: readonly Plugin[]): readonly Plugin[] {
  return plugins.map((plugin) => {
    if (typeof plugin !== 'object') return plugin; // a factory that was not called: the trainer says so
    const { name, after, needs } = plugin;
    const takesPart = makesTheStep(plugin);
    return {
      name,
      ...(after && { after }),
      ...(takesPart && needs && { needs }),
      ...(takesPart && { hooks: kept(plugin.hooks) }),
      ...(plugin.provide &&
        ({
          provide: (bind) =>
            plugin.provide?.((token, make) => {
              if (LEFT_OUT.includes(token)) return;
              if ((token as symbol) !== EngineToken) bind(token, make);
              else bind(EngineToken, (get) => borrowed(make(get) as StepEngine));
            }),
        } satisfies Partial<Plugin>)),
    };
  });
}

/** The plugins of a list that are part of the step. */
export function makesTheStep({ hooks = {}, provide }: Plugin): boolean {
  if (STEP_HOOKS.some((hook) => hooks[hook] !== undefined)) return true;
  let makes = false;
  provide?.((token) => {
    makes ||= OF_THE_STEP.includes(token);
  });
  return makes;
}

/** An engine that its owner continues to use: everything but `dispose`. */
export function borrowed(engine: StepEngine): StepEngine {
  return {
    name: engine.name,
    backend: engine.backend,
    prepare: (...given) => engine.prepare(...given),
    ...(engine.makeVariable && { makeVariable: (make) => engine.makeVariable!(make) }),
    dispose() {},
  };
}

/** All plugins, from every form that the list may take. */
export function flat(entries: readonly PluginEntry[]): readonly Plugin[] {
  return entries.flatMap((entry) => {
    if (!entry) return [];
    return Array.isArray(entry) ? flat(entry as readonly PluginEntry[]) : [entry as Plugin];
  });
}

function kept(hooks: Partial<Hooks> = {}): Partial<Hooks> {
  const found = KEPT_HOOKS.flatMap((name) => {
    const hook = hooks[name] as ((...given: never[]) => unknown) | undefined;
    return hook === undefined ? [] : [[name, hook.bind(hooks)]];
  });
  return Object.fromEntries(found) as Partial<Hooks>;
}
