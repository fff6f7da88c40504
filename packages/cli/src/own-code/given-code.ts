import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { configFile } from '../config/config-sources.js';
import type { ConfigSource } from '../config/resolve-config.js';
import { codeSchema, type RecordedCode } from '../schemas/recorded-code.js';
import { notice } from '../terminal/terminal.js';
import { type CodeFlag, type LoadedCode, loadCode, settingsOf } from './own-code.js';
import { openRecorded } from './recorded-code.js';

/** Name of a configuration file with code. It is never used without being asked for: it runs. */
const RUN_FILE = 'amnl.config.mjs';

/** What the command line says about settings in files and about code. */
export interface CodeFlags {
  readonly config?: string | undefined;
  readonly plugin?: readonly string[] | undefined;
}

/** Settings and code of a run. */
export interface GivenCode {
  /** Settings of the file given with `--config`. */
  readonly settings: readonly ConfigSource[];
  readonly loaded: readonly LoadedCode[];
}

/**
 * Loads what `--config` and `--plugin` name. Code of a kind that is not given is that of the run that goes on, or of the run whose
 * `config.json` is to be repeated.
 * @param resumed the run that goes on: changes of its code are reported by `checkUnchanged`
 */
export async function givenCode(
  { config, plugin }: CodeFlags,
  resumed?: { readonly folder: string; readonly code: readonly RecordedCode[] },
): Promise<GivenCode> {
  if (config === undefined && resumed === undefined) await tellOfRunFile();
  const isModule = config !== undefined && /\.[cm]?[jt]s$/.test(config);
  const fromModule = isModule ? await loadCode('--config', config) : undefined;
  const json = config === undefined || isModule ? undefined : await configFile(config);
  const plugins: LoadedCode[] = [];
  for (const given of plugin ?? []) plugins.push(await loadCode('--plugin', given));

  const recorded = async (flag: CodeFlag): Promise<LoadedCode[]> => {
    const repeated = json === undefined ? undefined : codeOf(json.record);
    const folder = repeated === undefined ? resumed?.folder : dirname(resolve(config!));
    const loaded: LoadedCode[] = [];
    for (const code of (repeated ?? resumed?.code ?? []).filter((one) => one.flag === flag)) {
      loaded.push(await openRecorded(folder!, code, repeated === undefined ? 'compared later' : 'must be the same'));
    }
    return loaded;
  };
  const module = fromModule === undefined ? await recorded('--config') : [fromModule];
  const loaded = [...module, ...(plugin === undefined ? await recorded('--plugin') : plugins)];
  return {
    settings: [...(json === undefined ? [] : [json]), ...(fromModule === undefined ? [] : [settingsOf(fromModule)])],
    loaded: loaded.filter(({ used }) => used.brings.length > 0), // settings alone are recorded as settings
  };
}

/** The code in a run's record; undefined for a file of settings alone. */
function codeOf(record: unknown): readonly RecordedCode[] | undefined {
  return z.object({ code: z.array(codeSchema) }).safeParse(record).data?.code;
}

async function tellOfRunFile(): Promise<void> {
  if ((await stat(RUN_FILE).catch(() => undefined)) === undefined) return;
  notice(
    `${RUN_FILE} in this folder is not used: a file that runs must be asked for. To use it add --config ${RUN_FILE}`,
  );
}
