import type { LossFunction, Plugin, PluginEntry } from '@amnl/core-loop';
import { plainText } from '@amnl/core-loop/plain-text';
import type { NetworkFactory } from '../pipeline/network.js';
import { cliError } from '../terminal/errors.js';
import { nearestWords } from '../terminal/nearest-words.js';
import type { CodeFile } from './code-file.js';
import { type DataFunction, DEFINITION_NAMES, type PluginSource, type RunDefinition } from './run-definition.js';

type Exports = Readonly<Record<string, unknown>>;

/** What a file given with `--plugin` exports for us. @throws CLI_PLUGIN_INVALID */
export function pluginExport(file: CodeFile, exports: Exports): PluginSource {
  const name = file.export ?? ('default' in exports ? 'default' : 'plugin');
  const found = exports[name];
  if (found === undefined || found === null) {
    const wanted = file.export === undefined ? 'neither a default export nor one named plugin' : `no export '${name}'`;
    throw invalid(file, `has ${wanted} (exports: ${list(exports)}). Export a plugin, a list of them, or a function`);
  }
  if (isObject(found) && !Array.isArray(found) && !('name' in found) && looksLikeDefinition(found)) {
    throw invalid(file, `exports a definition of a run, not a plugin. Give it with --config ${plainText(file.given)}`);
  }
  if (typeof found !== 'function') checkEntries(file, found, `its export ${name}`);
  return found as PluginSource;
}

/** What a configuration file exports. @throws CLI_PLUGIN_INVALID */
export function definitionExport(file: CodeFile, exports: Exports): RunDefinition {
  const found = exports['default'];
  if (!isObject(found) || Array.isArray(found)) {
    const is =
      'default' in exports
        ? `its default export is ${what(found)}`
        : `has no default export (exports: ${list(exports)})`;
    throw invalid(file, `${is}. Write: export default defineRun({ … })`);
  }
  for (const name of Object.keys(found)) {
    if ((DEFINITION_NAMES as readonly string[]).includes(name)) continue;
    const hint =
      'hooks' in found && 'name' in found
        ? 'It looks like a plugin: give it with --plugin'
        : nearestWords(name, DEFINITION_NAMES);
    throw invalid(file, `defines '${plainText(name, 80)}', which is not a part of a run. ${hint}`);
  }
  const { settings, data, plugins, model, loss, schedule } = found;
  if (settings !== undefined && (!isObject(settings) || Array.isArray(settings)))
    throw invalid(file, `has settings that are ${what(settings)}. Give an object: settings: { preset: 'quick' }`);
  if (data !== undefined && typeof data !== 'function') {
    throw invalid(file, `has data that are ${what(data)}. Give a function that gets them: data: async () => …`);
  }
  if (model !== undefined && typeof model !== 'function') {
    throw invalid(
      file,
      `has a model that is ${what(model)}. Give a function that makes one: model: ({ features, window }) => …`,
    );
  }
  if (typeof loss !== 'function' && loss !== undefined) checkEntries(file, [loss], 'its loss');
  if (typeof plugins !== 'function' && plugins !== undefined) checkEntries(file, plugins, 'its plugins');
  if (typeof schedule !== 'function' && schedule !== undefined) checkEntries(file, schedule, 'its schedule');
  return {
    ...(settings !== undefined && { settings }),
    ...(data !== undefined && { data: data as DataFunction }),
    ...(plugins !== undefined && { plugins: plugins as PluginSource }),
    ...(model !== undefined && { model: model as NetworkFactory }),
    ...(loss !== undefined && { loss: loss as Plugin | LossFunction }),
    ...(schedule !== undefined && { schedule: schedule as PluginSource }),
  };
}

/** Plugins with a name, lists of them, and nothing (`false`, as in `createTrainer`). @throws CLI_PLUGIN_INVALID */
export function checkEntries(file: CodeFile, found: unknown, where: string): PluginEntry {
  if (!found) return false;
  if (Array.isArray(found)) {
    found.forEach((entry, index) => {
      checkEntries(file, entry, `${where}[${index}]`);
    });
    return found as readonly PluginEntry[];
  }
  if (!isObject(found)) {
    const forgotten =
      typeof found === 'function' ? '. Call it, if it makes a plugin' : '. Give a plugin: { name, hooks }';
    throw invalid(file, `cannot be used: ${where} is ${what(found)}${forgotten}`);
  }
  const { name } = found;
  if (typeof name === 'string' && name !== '') return found as unknown as Plugin;
  const is = name === undefined ? 'has no name' : `has ${what(name)} as its name`;
  throw invalid(file, `cannot be used: ${where} is a plugin that ${is}. Give it one: { name: 'mine', hooks: { … } }`);
}

/** `CLI_PLUGIN_INVALID` */
export function invalid({ path }: CodeFile, why: string) {
  return cliError('CLI_PLUGIN_INVALID', `${path} ${why}`);
}

function looksLikeDefinition(found: Exports): boolean {
  const names = Object.keys(found);
  return names.length > 0 && names.every((name) => (DEFINITION_NAMES as readonly string[]).includes(name));
}

/** Whether a value has members. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A value in words. */
export function what(value: unknown): string {
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : typeof value === 'function' ? 'a function' : plainText(String(value), 80);
}

function list(exports: Exports): string {
  return plainText(Object.keys(exports).join(', '), 200) || 'none';
}
