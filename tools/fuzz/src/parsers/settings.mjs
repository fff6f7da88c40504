import { deepStrictEqual, ok } from 'node:assert/strict';
import { dirname } from 'node:path';
import { configSchema, resolveConfig } from '@amnl/cli';
import fc from 'fast-check';
import { configFile, setSource } from '../../../../packages/cli/dist/config/config-sources.js';
import { readRunRecord } from '../../../../packages/cli/dist/run-folder/run-record.js';
import { json, text } from '../inputs.mjs';

const SET = '--set ';
const isSet = (bytes) => Buffer.from(bytes.subarray(0, SET.length)).toString('latin1') === SET;
/** One `--set` a line. */
const pairs = (bytes) => Array.from(String(Buffer.from(bytes)).split('\n'), (line) => line.slice(SET.length));
const resolvesToItself = (config) => deepStrictEqual(resolveConfig([{ from: 'again', values: config }]), config);

/** Settings: the file of `--config`, or lines `--set key=value`. */
export const config = {
  codes: ['CLI_CONFIG_FILE', 'CLI_CONFIG_INVALID', 'CLI_PRESET_UNKNOWN'],
  inputs: (corpus) => fc.oneof(json(corpus.filter((file) => !isSet(file))), text(corpus.filter(isSet))),
  file: 'settings.json',
  run: async (bytes, path) => resolveConfig([isSet(bytes) ? setSource(pairs(bytes)) : await configFile(path)]),
  check(config) {
    deepStrictEqual(configSchema.parse(config), config);
    resolvesToItself(config);
  },
};

/** `config.json` of a run folder. */
export const record = {
  codes: ['CLI_RUN_INVALID'],
  inputs: json,
  file: 'config.json',
  run: (_, path) => readRunRecord(dirname(path)),
  check({ config, simulated, data }) {
    ok(typeof simulated === 'boolean' && typeof data.checksum === 'string');
    resolvesToItself(config);
  },
};
