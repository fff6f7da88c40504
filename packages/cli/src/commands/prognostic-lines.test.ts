import { prognosticReport } from '@amnl/metrics-rul';
import { expect, test } from 'vitest';
import { prognosticLines } from './prognostic-lines.js';

const facts = { title: 'On their way to the end', timeUnit: 'cycles', rulCap: 125 };

/** A unit that is predicted with this error until so much is left. */
function life(error: number, until = 0) {
  const times = Array.from({ length: 11 - until / 10 }, (_, row) => 100 + 10 * row);
  return { times, predicted: times.map((time) => 200 - time + error), end: 200 };
}

test('a fleet is a table with a column for each λ that units are seen for', () => {
  const found = prognosticReport([life(0), life(5), life(30), life(2, 60)], { cap: 125 })!;
  expect(prognosticLines(found, facts).join('\n')).toMatchInlineSnapshot(`
    "On their way to the end: 4 units, with at most 125 cycles left
      at       25 %   50 %   75 %   of the time from the first of these predictions to the failure
      units       4      3      3   have a row there
      α-λ      75 %   67 %   33 %   of them are predicted within ± 20 % of what is left
      RA       0.87   0.77   0.42   mean relative accuracy of them
      CRA      0.74   mean relative accuracy over all predictions
      horizon 100 cycles before the end (median), at least 20 in nine of ten units; 1 of 3 has none:
              from then on, predictions are within ± 5 % of the whole life
      horizon not known for 1 of 4 units, whose rows stop before the end"
  `);
});

test('where all units are cut, no horizon is known', () => {
  const found = prognosticReport([life(2, 60)])!;
  expect(prognosticLines(found, { ...facts, rulCap: Infinity }).join('\n')).toMatchInlineSnapshot(`
    "On their way to the end: 1 unit
      at       25 %   of the time from the first of these predictions to the failure
      units       1   have a row there
      α-λ     100 %   of them are predicted within ± 20 % of what is left
      RA       0.97   mean relative accuracy of them
      CRA      0.97   mean relative accuracy over all predictions
      horizon not known for 1 of 1 unit, whose rows stop before the end"
  `);
});

test('of two rows that are far from the end only the mean accuracy is left', () => {
  const found = prognosticReport([life(2, 90)], { lambdas: [0.5] })!;
  expect(prognosticLines(found, facts).join('\n')).toMatchInlineSnapshot(`
    "On their way to the end: 1 unit
      CRA      0.98   mean relative accuracy over all predictions
      horizon not known for 1 of 1 unit, whose rows stop before the end"
  `);
});
