import { Command, Option } from 'commander';
import { PRESET_NAMES } from '../config/config-values.js';
import { PRESETS } from '../config/presets.js';
import { flagName, type SettingName, setting } from '../config/setting-descriptions.js';

/** A command whose flags may be settings: one line each, the words come from `config/setting-descriptions.ts`. */
export class AmnlCommand extends Command {
  override createCommand(name?: string): AmnlCommand {
    return new AmnlCommand(name);
  }

  /** Gives the command the flags of these settings. */
  settings(names: readonly SettingName[]): this {
    for (const name of names) this.addOption(settingOption(name));
    return this;
  }
}

function settingOption(name: SettingName): Option {
  const { flag = '<value>', means, choices } = setting(name);
  if (flag === '') return new Option(flagName(name), means);
  const values = choices === undefined ? '' : `${choices.join(', ')}; `;
  return new Option(`${flagName(name)} ${flag}`, `${means} (${values}default: ${defaultOf(name)})`);
}

function defaultOf(name: SettingName): string {
  const values = PRESET_NAMES.map((preset) => String((PRESETS[preset] as Readonly<Record<string, unknown>>)[name]));
  return setting(name).default ?? (new Set(values).size === 1 ? values[0]! : 'by preset');
}
