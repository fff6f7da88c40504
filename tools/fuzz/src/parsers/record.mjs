import { deepStrictEqual, ok } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveConfig } from '@amnl/cli';
import { readRunRecord } from '../../../../packages/cli/dist/run-folder/run-record.js';
import { mutateJson } from '../json.mjs';

/** `config.json` of a run folder. */
export default {
  name: 'record',
  codes: ['CLI_RUN_INVALID'],
  mutate: mutateJson,
  prepare(bytes, folder) {
    writeFileSync(join(folder, 'config.json'), bytes);
  },
  run: (_, folder) => readRunRecord(folder),
  check({ config, simulated, data }) {
    ok(typeof simulated === 'boolean' && typeof data.checksum === 'string');
    deepStrictEqual(resolveConfig([{ from: 'again', values: config }]), config);
  },
};
