import { checkNoOptimizer } from '../contract/check-given.js';
import { HOOK_NAMES } from '../contract/hooks.js';
import type { Plugin } from '../contract/plugin.js';
import { TrainError } from '../errors/errors.js';
import { didYouMean } from '../errors/nearest.js';
import { whatIs } from '../errors/what-is.js';

/** What the list of plugins accepts: falsy entries are skipped, lists are flattened. */
export type PluginEntry = Plugin | false | null | undefined | '' | 0 | readonly PluginEntry[];

const PLUGIN_KEYS = ['name', 'after', 'needs', 'hooks', 'state', 'fingerprint', 'provide', 'dispose'];

/** Flattens the list, drops falsy entries, and checks names, keys and hooks. */
export function validatePlugins(entries: readonly PluginEntry[]): readonly Plugin[] {
  if (!Array.isArray(entries)) {
    throw new TrainError('CL_PLUGIN_INVALID', `\`plugins\` is ${whatIs(entries)}. Give a list: [adamW(), …]`);
  }
  const plugins: Plugin[] = [];
  const flatten = (list: readonly PluginEntry[]): void => {
    for (const entry of list) {
      if (!entry) continue;
      if (Array.isArray(entry)) flatten(entry);
      else plugins.push(validatePlugin(entry as Plugin));
    }
  };
  flatten(entries);

  const seen = new Set<string>();
  for (const { name } of plugins) {
    if (seen.has(name)) {
      throw new TrainError(
        'CL_PLUGIN_DUPLICATE',
        `two plugins are named '${name}'. Remove one, or give it another name`,
      );
    }
    seen.add(name);
  }
  return plugins;
}

function validatePlugin(plugin: Plugin): Plugin {
  checkNoOptimizer(plugin);
  if (typeof plugin !== 'object' || typeof plugin.name !== 'string' || plugin.name === '') {
    const advice = typeof plugin === 'function' ? ' (forgot to call the factory?)' : '';
    throw new TrainError(
      'CL_PLUGIN_INVALID',
      `a plugin must be an object with a name; found ${whatIs(plugin)}${advice}`,
    );
  }
  for (const key of Object.keys(plugin)) {
    if (PLUGIN_KEYS.includes(key)) continue;
    const asHook = (HOOK_NAMES as readonly string[]).includes(key);
    const advice = asHook
      ? ` Put '${key}' inside \`hooks\``
      : didYouMean(key, PLUGIN_KEYS) || ` Known keys: ${PLUGIN_KEYS.join(', ')}`;
    throw new TrainError('CL_PLUGIN_INVALID', `unknown key '${key}' in the plugin.${advice}`, { by: plugin.name });
  }
  for (const [hook, handler] of Object.entries(plugin.hooks ?? {})) {
    if (!(HOOK_NAMES as readonly string[]).includes(hook)) {
      const advice = didYouMean(hook, HOOK_NAMES) || ` Known hooks: ${HOOK_NAMES.join(', ')}`;
      throw new TrainError('CL_PLUGIN_INVALID', `unknown hook '${hook}'.${advice}`, { by: plugin.name });
    }
    if (handler !== undefined && typeof handler !== 'function') {
      throw new TrainError('CL_PLUGIN_INVALID', `hook '${hook}' is not a function; found ${typeof handler}`, {
        by: plugin.name,
      });
    }
  }
  return plugin;
}
