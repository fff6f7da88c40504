export { CreateError } from './create-error.js';
export { LICENCES, type Licence } from './licence.js';
export { type Manifest, withVersions } from './manifest.js';
export { type PluginFilesOptions, pluginFiles } from './plugin-files.js';
export { type PluginName, parseName } from './plugin-name.js';
export type { Files } from './template.js';
export { builtVersions, type Versions } from './versions.js';
