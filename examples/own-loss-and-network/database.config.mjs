// Units from a database instead of files: everything else of `amnl train` stays as it is.
import { defineRun } from '@amnl/cli';
import { fleetFromRows } from '@amnl/data-fleet/node';
import { query } from './database.mjs';

export default defineRun({
  settings: { preset: 'quick', window: 20 },
  data: () =>
    fleetFromRows(query('SELECT pump, at, speed, temperature, failed FROM readings'), {
      name: 'pumps',
      noun: 'pump',
      unit: 'pump',
      time: { column: 'at', unit: 'hours' },
      failed: 'failed',
      settings: ['speed'],
    }),
});
