import { expect, it } from 'vitest';
import { decide, type Situation } from './decide.js';

const base: Situation = { policy: 'skip', longest: 1, maxInARow: 3, data: false, rollbacks: 0, maxRollbacks: 3 };

it.each<[Partial<Situation>, ReturnType<typeof decide>]>([
  [{ policy: 'throw', longest: 0 }, 'fail'],
  [{ longest: 0, maxInARow: 0 }, 'go on'], // a bad micro-batch of a group that got no step
  [{ longest: 3 }, 'go on'],
  [{ longest: 4 }, 'fail'],
  [{ longest: 1, maxInARow: 0 }, 'fail'],
  [{ policy: 'rollback', longest: 3 }, 'go on'],
  [{ policy: 'rollback', longest: 4 }, 'go back'],
  [{ policy: 'rollback', longest: 4, data: true }, 'fail'],
  [{ policy: 'rollback', longest: 4, rollbacks: 2 }, 'go back'],
  [{ policy: 'rollback', longest: 4, rollbacks: 3 }, 'fail'],
  [{ policy: 'rollback', longest: 4, maxRollbacks: 0 }, 'fail'],
])('%j → %s', (situation, verdict) => {
  expect(decide({ ...base, ...situation })).toBe(verdict);
});
