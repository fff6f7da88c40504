import { deepStrictEqual, ok } from 'node:assert/strict';
import { parseSteps } from '@amnl/cli';
import { thinned } from '@amnl/report';
import { toText } from '../bytes.mjs';
import { mutateJsonLines } from '../json-lines.mjs';

/** `steps.jsonl` of a run folder: whatever is in it, looks by ascending step come out. */
export default {
  name: 'steps',
  codes: [],
  mutate: mutateJsonLines,
  run: (bytes) => parseSteps(toText(bytes)),
  check(steps) {
    ok(steps.every(({ step }, i) => i === 0 || steps[i - 1].step < step));
    deepStrictEqual(
      parseSteps(steps.map((look) => `${JSON.stringify(look)}\n`).join('')),
      JSON.parse(JSON.stringify(steps)),
    );
    ok(thinned(steps).length <= 501);
  },
};
