import fc from 'fast-check';
import { expect, it } from 'vitest';
import { alarmRule } from './alarm.js';
import { ageRule } from './fixed-age.js';
import { someHistories } from './fixtures/histories.js';
import { costPerTime } from './index.js';
import { planRule } from './plan.js';
import { costOfAll } from './rule.js';

it('adds up in one pass what a loop over values and units does, running units included', () => {
  fc.assert(
    fc.property(someHistories, fc.infiniteStream(fc.boolean()), fc.integer({ min: 0, max: 4 }), (all, still, from) => {
      const histories = all.map((unit) => ({ ...unit, running: still.next().value }));
      const costs = { early: 1, failure: 7 };
      const rules = [
        ageRule(histories, costs),
        alarmRule(histories, costs),
        planRule(histories, costs, {}),
        planRule(histories, costs, { remaining: [from, 2 * from] }),
        planRule(histories, costs, { last: true }),
      ];
      for (const rule of rules) {
        const found = costOfAll(rule);
        Array.from(rule.values).forEach((value, k) => {
          const expected = costPerTime(histories.map((_, unit) => rule.outcome(unit, value)));
          if (Number.isFinite(expected)) expect(found[k]).toBeCloseTo(expected, 10);
        });
      }
    }),
  );
});
