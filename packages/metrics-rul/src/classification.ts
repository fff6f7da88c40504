import { checkPair, failure } from './check.js';

/** Rows are true classes, columns predicted ones: `matrix[truth][prediction]` samples. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** Precision, recall and F1 of one class; a zero denominator gives 0, as scikit-learn's `zero_division=0`. */
export interface ClassReport {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Samples whose true class this is. */
  readonly support: number;
}

/** Figures of one set of class predictions. */
export interface ClassificationReport {
  readonly accuracy: number;
  /** Mean F1 of the classes, weighted by support. */
  readonly f1Weighted: number;
  readonly perClass: readonly ClassReport[];
  readonly confusion: ConfusionMatrix;
}

/**
 * Counts predictions by true and predicted class.
 * @param classes number of classes
 * @throws MR_EMPTY, MR_LENGTH, and MR_CLASS on a class outside 0 … classes − 1
 */
export function confusionMatrix(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  checkPair(predicted, actual);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < actual.length; i++) {
    const row = matrix[actual[i]!];
    if (row?.[predicted[i]!] === undefined) {
      throw failure(
        'MR_CLASS',
        `sample ${i} has true class ${actual[i]} and predicted class ${predicted[i]}; classes are 0 … ${classes - 1}`,
      );
    }
    row[predicted[i]!]!++;
  }
  return matrix;
}

/** All figures of a confusion matrix. */
export function classificationReport(confusion: ConfusionMatrix): ClassificationReport {
  const total = sum(confusion.map(sum));
  const perClass = confusion.map((row, k): ClassReport => {
    const hits = row[k]!;
    const support = sum(row);
    const claimed = sum(confusion.map((other) => other[k]!));
    return {
      precision: ratio(hits, claimed),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, claimed + support),
      support,
    };
  });
  return {
    accuracy: ratio(sum(confusion.map((row, k) => row[k]!)), total),
    f1Weighted: ratio(sum(perClass.map(({ f1, support }) => f1 * support)), total),
    perClass,
    confusion,
  };
}

/**
 * The class of the greatest logit in each row; the first one among equals. A NaN counts as greatest, as in NumPy.
 * @param logits row-major [B, classes]
 */
export function argMaxRows(logits: ArrayLike<number>, classes: number): Int32Array {
  const winners = new Int32Array(logits.length / classes);
  for (let i = 0; i < winners.length; i++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      // `!(x <= best)` is also true for a NaN x; a NaN that already leads stays.
      const leader = logits[i * classes + best]!;
      if (!(logits[i * classes + k]! <= leader) && !Number.isNaN(leader)) best = k;
    }
    winners[i] = best;
  }
  return winners;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
