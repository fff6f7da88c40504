// Every parser under its name: `codes` are those of its errors, `inputs` makes files of its corpus, `run` reads one (from
// `file` in a folder, if it reads files), and `check` throws on an unsound value.
export * from './cmapss.mjs';
export * from './run-folder.mjs';
export * from './settings.mjs';
export * from './tensors.mjs';
