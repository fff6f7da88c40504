export {
  type AlarmCurve,
  alarm,
  alarmCurve,
  type BestThreshold,
  bestThreshold,
  type ThresholdOptions,
} from './alarm.js';
export { type BootstrapCosts, type BootstrapOptions, bootstrapCosts, type Estimate } from './bootstrap.js';
export {
  type ComparedPolicy,
  type CompareOptions,
  comparePolicies,
  type Fleet,
  type JudgedPolicy,
  POLICIES,
  type PolicyComparison,
  tryPolicies,
} from './compare.js';
export { type BestAge, bestAge, fixedAge, runToFailure } from './fixed-age.js';
export type { LookOptions, PlannedOptions } from './looks.js';
export {
  ACTIONS,
  type BestPlan,
  bestPlan,
  type LastRow,
  type Plan,
  type PlanOptions,
  planChange,
  plannedOnce,
} from './plan.js';
export { type Costs, costPerTime, type Outcome, type UnitHistory, type UnitLife } from './units.js';
