import type { Run, StepContext } from '@amnl/core-loop';
import {
  add,
  cast,
  equal,
  greater,
  logicalAnd,
  maximum,
  mul,
  type Scalar,
  scalar,
  type Tensor,
  tidy,
  type Variable,
  where,
} from '@tensorflow/tfjs-core';

/** Names of this plugin's run-owned variables start with this. */
export const PREFIX = 'non-finite/';

/** What the step records, as run-owned scalars; float32 counts exactly up to 16.7 million. */
const MARKS = {
  /** Micro-batches and optimiser steps since the start of the run. */
  micro: 'micro',
  step: 'step',
  /** Whether the current group of micro-batches has a bad one. */
  group: 'group',
  /** Steps skipped: in all, in a row so far, and the longest row since the last check. */
  skipped: 'skipped',
  row: 'row',
  longest: 'longest',
  /** The first bad tensor since the last check, 0 for none, and where it was. */
  code: 'code',
  codeMicro: 'code-micro',
  codeStep: 'code-step',
} as const;

/** The scalars by meaning. */
export type Marks = Readonly<Record<keyof typeof MARKS, Variable>>;

/** The marks of a run; `owner` is the run or a step of it. */
export function marksOf(owner: Pick<StepContext, 'variable'>): Marks {
  const marks = Object.entries(MARKS).map(([key, name]) => [key, owner.variable(PREFIX + name, 0)]);
  return Object.fromEntries(marks) as Marks;
}

/** In the step: one more micro-batch, whose first bad tensor is `code` (0: none). The group is bad from there on. */
export function markMicro(step: StepContext, code: Scalar): void {
  const marks = marksOf(step);
  set(step, marks.micro, add(marks.micro, 1));
  note(step, marks, code);
  set(step, marks.group, maximum(marks.group, cast(greater(code, 0), 'float32')));
}

/**
 * In the step: one more optimiser step, whose first bad gradient is `code` (0: none).
 * @returns 1 if the step must be skipped, 0 if its whole group is finite
 */
export function markStep(step: StepContext, code: Scalar): Scalar {
  const marks = marksOf(step);
  note(step, marks, code);
  const bad = maximum(marks.group, cast(greater(code, 0), 'float32')) as Scalar;
  const row = mul(add(marks.row, 1), bad);
  set(step, marks.step, add(marks.step, 1));
  set(step, marks.skipped, add(marks.skipped, bad));
  set(step, marks.longest, maximum(marks.longest, row));
  set(step, marks.row, row);
  set(step, marks.group, mul(marks.group, 0));
  return bad;
}

/** Between steps: starts a new group. */
export function beginGroup(run: Run): void {
  tidy(() => marksOf(run).group.assign(scalar(0)));
}

/** Keeps the first code until it is read. */
function note(step: StepContext, marks: Marks, code: Tensor): void {
  const first = logicalAnd(equal(marks.code, 0), greater(code, 0));
  set(step, marks.codeMicro, where(first, marks.micro as Tensor, marks.codeMicro));
  set(step, marks.codeStep, where(first, marks.step as Tensor, marks.codeStep));
  set(step, marks.code, where(first, code, marks.code));
}

function set(step: StepContext, mark: Variable, value: Tensor): void {
  step.assign(mark, value, { always: true });
}
