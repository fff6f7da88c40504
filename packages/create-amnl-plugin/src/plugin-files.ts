import type { Licence } from './licence.js';
import type { Manifest } from './manifest.js';
import { camelCase, type PluginName, pascalCase } from './plugin-name.js';
import { RESERVED_WORDS } from './reserved-words.js';
import { type Files, readTemplate } from './template.js';

/** Input for a plugin's package. */
export interface PluginFilesOptions {
  readonly name: PluginName;
  readonly licence: Licence;
  /** For the MIT licence's first line. */
  readonly year: number;
  /** Adjusts the manifest: versions for its ranges, or a workspace's conventions. */
  readonly manifest: (manifest: Manifest) => object;
}

/** Names of the template's plugin, in all three spellings. */
const OF_TEMPLATE = /amnl-plugin-gradient-noise|gradient-noise|gradientNoise|GradientNoise/g;

/**
 * The files of a new plugin's package, by path: the template with its names replaced. Nothing is written.
 * @returns texts by path, `package.json` among them
 */
export function pluginFiles({ name, licence, year, manifest }: PluginFilesOptions): Files {
  const template = readTemplate();
  const names: Readonly<Record<string, string>> = {
    'amnl-plugin-gradient-noise': name.packageName,
    'gradient-noise': name.plugin,
    gradientNoise: identifier(name.plugin, template),
    GradientNoise: pascalCase(name.plugin),
  };
  const rename = (text: string) => text.replace(OF_TEMPLATE, (found) => names[found]!);
  const files = Object.entries(template).filter(([path]) => !path.startsWith('licenses/'));
  const renamed = files.map(([path, text]) => [fileName(rename(path)), rename(text)] as const);
  const own = JSON.parse(rename(template['package.json']!)) as Manifest;
  const text = template[`licenses/${licence}.txt`];
  return {
    ...Object.fromEntries(renamed),
    'package.json': `${JSON.stringify(manifest({ ...own, license: licence }), null, 2)}\n`,
    ...(text && {
      LICENSE: text.replace('{year}', String(year)).replace('{holder}', `the authors of ${name.packageName}`),
    }),
  };
}

/** npm leaves a `.gitignore` out of every tarball, so the template's has no dot. */
const fileName = (path: string): string => (path === 'gitignore' ? '.gitignore' : path);

/** The factory's name; with `Plugin` appended if the word is taken by the template or JavaScript. */
function identifier(plugin: string, template: Files): string {
  const name = camelCase(plugin);
  const code = Object.entries(template).filter(([path]) => path.endsWith('.ts'));
  const own = name === 'gradientNoise';
  const taken = RESERVED_WORDS.has(name) || code.some(([, text]) => new RegExp(`\\b${name}\\b`).test(text));
  return taken && !own ? `${name}Plugin` : name;
}
