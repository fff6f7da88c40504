import { ok } from 'node:assert/strict';
import { readEngineResults } from '../../../../packages/cli/dist/report/read-predictions.js';
import { fromText, mutateBytes, toText } from '../bytes.mjs';

const CELLS = [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  'Infinity',
  '-Infinity',
  'healthy',
  'Healthy',
  '__proto__',
  '1.5',
  '0x10',
  '\u001b[2J',
  'x'.repeat(5000),
];

/** `predictions.csv` of a run folder. */
export default {
  name: 'predictions',
  codes: ['CLI_RUN_INVALID'],
  mutate(bytes, random, corpus) {
    if (random.chance(0.3)) return mutateBytes(bytes, random, corpus);
    const lines = toText(bytes).split('\n');
    const at = random.below(lines.length);
    const cells = lines[at].split(',');
    if (random.chance(0.6)) cells[random.below(cells.length)] = random.pick(CELLS);
    else if (random.chance(0.5)) cells.splice(random.below(cells.length), 1);
    lines[at] = cells.join(',');
    if (random.chance(0.2)) lines.splice(random.below(lines.length), 1);
    return fromText(lines.join('\n'));
  },
  run: (bytes) => readEngineResults(toText(bytes), 'predictions.csv'),
  check(engines) {
    for (const { engine, from, predicted, health, truth } of engines) {
      ok([engine, from, truth].every(Number.isFinite) && predicted.length > 0);
      ok(predicted.every((rul) => rul === null || Number.isFinite(rul)));
      ok(/^[012]+$/.test(health) && health.length === predicted.length);
    }
  },
};
