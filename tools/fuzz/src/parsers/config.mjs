import { deepStrictEqual } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema, resolveConfig } from '@amnl/cli';
import { configFile, setSource } from '../../../../packages/cli/dist/config/config-sources.js';
import { mutateBytes, toText } from '../bytes.mjs';
import { mutateJson } from '../json.mjs';

const SET = '--set ';
const VALUES = [
  '',
  '0',
  '-1',
  '1e999',
  '[1,2]',
  '1,2',
  '[[[',
  '"a"',
  'null',
  'true',
  'x=y',
  '{}',
  '__proto__',
  '['.repeat(8000) + ']'.repeat(8000),
];
const KEYS = [
  'epochs',
  '__proto__',
  'constructor',
  'channels',
  'preset',
  ' dropout ',
  '',
  'k'.repeat(5000),
  'dataset',
  'heads',
  'hidden',
];
const isSet = (bytes) => toText(bytes.subarray(0, SET.length)) === SET;
/** One `--set` a line. */
const pairs = (bytes) =>
  Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .map((line) => line.slice(SET.length)); // prettier-ignore

/** Settings: the file of `--config`, or lines `--set key=value`. */
export default {
  name: 'config',
  codes: ['CLI_CONFIG_FILE', 'CLI_CONFIG_INVALID', 'CLI_PRESET_UNKNOWN'],
  mutate(bytes, random, corpus) {
    if (!isSet(bytes)) return mutateJson(bytes, random, corpus);
    if (random.chance(0.4)) return mutateBytes(bytes, random, corpus);
    const lines = Buffer.from(bytes).toString('utf8').split('\n');
    const at = random.below(lines.length);
    const [key] = lines[at].slice(SET.length).split('=');
    lines[at] = `${SET}${random.chance(0.5) ? key : random.pick(KEYS)}=${random.pick(VALUES)}`;
    return new Uint8Array(Buffer.from(lines.join('\n')));
  },
  prepare(bytes, folder) {
    if (!isSet(bytes)) writeFileSync(join(folder, 'settings.json'), bytes);
  },
  async run(bytes, folder) {
    return resolveConfig([isSet(bytes) ? setSource(pairs(bytes)) : await configFile(join(folder, 'settings.json'))]);
  },
  check(config) {
    deepStrictEqual(configSchema.parse(config), config);
    deepStrictEqual(resolveConfig([{ from: 'again', values: config }]), config);
  },
};
