import type { Run } from '@amnl/core-loop';
import { all, isFinite as isFiniteTensor, type Scalar, scalar, tidy, where } from '@tensorflow/tfjs-core';
import { firstNotFinite } from './finite.js';
import { type Marks, marksOf } from './recorded-scalars.js';

/**
 * Names of the checked tensors, in the order of their codes: `input/window`, `target/rul`, `loss/rul_loss`,
 * `gradient/conv1/kernel`.
 */
export type Checked = readonly string[];

/** The first tensor that was not finite since the last check, and how many steps were skipped. */
export interface Found {
  readonly kind: 'input' | 'target' | 'loss' | 'gradient';
  readonly name: string;
  readonly epoch: number;
  /** Micro-batch of the epoch, from 0. */
  readonly batch: number;
  /** Micro-batch and optimiser step of the run, from 0. */
  readonly micro: number;
  readonly step: number;
  /** The longest row of skipped steps since the last check. */
  readonly longest: number;
  /** Skipped steps of the run. */
  readonly skipped: number;
}

/** Between steps: reads the marks and clears them. */
export async function readRecorded(run: Run, checked: Checked): Promise<Found | undefined> {
  const marks = marksOf(run);
  const code = await value(marks, 'code');
  if (code === 0) return undefined;
  const { epoch, batch, micro } = run.progress;
  const at = (await value(marks, 'codeMicro')) - 1; // already counted
  const [, kind, name] = /^(\w+)\/(.*)$/.exec(checked[code - 1] ?? 'loss/?')!;
  const found: Found = {
    kind: kind as Found['kind'],
    name: name!,
    epoch,
    batch: at - (micro - batch),
    micro: at,
    step: await value(marks, 'codeStep'),
    longest: await value(marks, 'longest'),
    skipped: await value(marks, 'skipped'),
  };
  tidy(() => {
    marks.code.assign(scalar(0));
    marks.longest.assign(marks.row);
  });
  return found;
}

/** Whether the last step was a good one. */
export async function standsWell(run: Run): Promise<boolean> {
  return (await value(marksOf(run), 'row')) === 0;
}

async function value(marks: Marks, name: keyof Marks): Promise<number> {
  return (await marks[name].data())[0]!;
}

/** Name of the first parameter with an entry that is not finite; undefined if there is none. Reads back one number. */
export async function firstBadWeight({ model }: Pick<Run, 'model'>): Promise<string | undefined> {
  const floats = Object.entries(model.parameters).filter(([, { dtype }]) => dtype === 'float32');
  // Not a sum, which could overflow where no weight does.
  const place = tidy(() =>
    firstNotFinite(
      floats.map(([, weight]) => where(all(isFiniteTensor(weight)), scalar(0), scalar(Number.NaN)) as Scalar),
    ),
  );
  try {
    return floats[(await place.data())[0]! - 1]?.[0];
  } finally {
    place.dispose();
  }
}
