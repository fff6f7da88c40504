import type { PluginEntry } from '@amnl/core-loop';
import type { ConfigSource } from '../config/resolve-config.js';
import type { NetworkFactory } from '../pipeline/network.js';
import type { PipelineOptions } from '../pipeline/pipeline.js';
import { checkEntries, definitionExport, pluginExport } from './checked-exports.js';
import { type CodeFile, codeFailed, codeInWords, findCode, importCode } from './code-file.js';
import type { PluginSource, RunContext, RunDefinition } from './run-definition.js';

/** How code was given. */
export type CodeFlag = '--config' | '--plugin';

/** Code that a run uses. */
export interface UsedCode extends CodeFile {
  readonly flag: CodeFlag;
  /** Members of its definition, without settings; of `--plugin`: `plugins`. */
  readonly brings: readonly string[];
}

/** Options of the pipeline that come from the user's code. */
export type OwnParts = Pick<PipelineOptions, 'model' | 'loss' | 'schedule' | 'plugins' | 'notes'>;

/** One file or package, loaded. */
export interface LoadedCode {
  readonly used: UsedCode;
  readonly definition: RunDefinition;
}

/** Loads what was given with `--plugin` or `--config`. @throws CLI_PLUGIN_MISSING, CLI_PLUGIN_FAILED, CLI_PLUGIN_INVALID */
export async function loadCode(flag: CodeFlag, given: string): Promise<LoadedCode> {
  return loadFound(flag, await findCode(given));
}

/** {@link loadCode} of a file that was found. @param time see `importCode` */
export async function loadFound(flag: CodeFlag, file: CodeFile, time?: number): Promise<LoadedCode> {
  const exports = await importCode(file, time);
  const definition = flag === '--config' ? definitionExport(file, exports) : { plugins: pluginExport(file, exports) };
  const { settings: _, ...parts } = definition;
  return { used: { ...file, flag, brings: Object.keys(parts) }, definition };
}

/** Its settings, as a source of the configuration. */
export function settingsOf({ used, definition }: LoadedCode): ConfigSource {
  return { from: used.given, values: { ...definition.settings } };
}

/**
 * Everything for one trainer. Functions that make plugins are called here, so no two trainers share a plugin of theirs.
 * @throws CLI_PLUGIN_FAILED, CLI_PLUGIN_INVALID
 */
export async function ownParts(loaded: readonly LoadedCode[], context: RunContext): Promise<OwnParts> {
  const plugins: PluginEntry[] = [];
  let parts: OwnParts = {};
  for (const code of loaded) {
    const { definition, used } = code;
    const { loss, schedule } = definition;
    const network = ownNetwork(code);
    if (definition.plugins !== undefined) plugins.push(await made(used, definition.plugins, context, 'plugins'));
    parts = {
      ...parts,
      ...(network !== undefined && { model: network }),
      ...(loss !== undefined && { loss }),
      ...(schedule !== undefined && { schedule: await made(used, schedule, context, 'schedule') }),
    };
  }
  const notes = loaded.map(({ used }) => `${codeInWords(used)}: ${used.brings.join(', ')}`);
  return { ...parts, ...(plugins.length > 0 && { plugins }), ...(notes.length > 0 && { notes }) };
}

/** The network that the code brings, if it does. What its function throws is reported with the line. */
export function ownNetwork({ definition: { model }, used }: LoadedCode): NetworkFactory | undefined {
  if (model === undefined) return undefined;
  return (facts) => {
    try {
      return model(facts);
    } catch (error) {
      throw codeFailed(used.path, 'has a model that failed', error);
    }
  };
}

async function made(used: UsedCode, source: PluginSource, context: RunContext, what: string): Promise<PluginEntry> {
  if (typeof source !== 'function') return source;
  let entries: unknown;
  try {
    entries = await source(context);
  } catch (error) {
    throw codeFailed(used.path, `has a function for ${what} that failed`, error);
  }
  return checkEntries(used, entries, `what its function for ${what} returned`);
}
