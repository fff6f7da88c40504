import { ok } from 'node:assert/strict';
import { parseMetrics } from '@amnl/cli';
import { toText } from '../bytes.mjs';
import { mutateJson } from '../json.mjs';

/** `metrics.json` of a finished run. */
export default {
  name: 'metrics',
  codes: ['CLI_RUN_INVALID'],
  mutate: mutateJson,
  run: (bytes) => parseMetrics(toText(bytes), 'metrics.json'),
  check(metrics) {
    ok(metrics.RMSE_last_cycle === null || Number.isFinite(metrics.RMSE_last_cycle));
    ok(Array.isArray(metrics.report.lastCycle.ranges));
  },
};
