import { TrainError } from '../errors/errors.js';

/** What ordering needs to know of a plugin. */
export interface Ordered {
  readonly name: string;
  readonly after?: readonly string[];
}

/**
 * Orders by the user's list, then by `after`: a stable topological sort. Names in `after` that are absent are ignored
 * (`needs` requires presence).
 * @throws CL_ORDER_CYCLE with the path of the cycle
 */
export function orderPlugins<T extends Ordered>(plugins: readonly T[]): readonly T[] {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const placed = new Set<string>();
  const path: string[] = [];
  const ordered: T[] = [];

  const place = (plugin: T): void => {
    if (placed.has(plugin.name)) return;
    if (path.includes(plugin.name)) {
      const cycle = [...path.slice(path.indexOf(plugin.name)), plugin.name].join(' → ');
      throw new TrainError('CL_ORDER_CYCLE', `the \`after\` lists form a cycle: ${cycle}. Remove one of them`, {
        by: plugin.name,
      });
    }
    path.push(plugin.name);
    for (const name of plugin.after ?? []) {
      const earlier = byName.get(name);
      if (earlier) place(earlier);
    }
    path.pop();
    placed.add(plugin.name);
    ordered.push(plugin);
  };

  for (const plugin of plugins) place(plugin);
  return ordered;
}
