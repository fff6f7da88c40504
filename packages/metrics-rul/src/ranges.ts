import { checkPair } from './check.js';
import { type RegressionReport, regressionReport } from './regression.js';

/** Figures of the samples whose true RUL lies in (from, to]. */
export interface RangeReport {
  /** Excluded; `null`: no lower border. */
  readonly from: number | null;
  /** Included; `null`: no upper border. */
  readonly to: number | null;
  readonly count: number;
  /** Absent in an empty range. */
  readonly regression?: RegressionReport;
}

/**
 * The figures by range of the true RUL. Borders belong to the range below, as in the health states (critical: RUL ≤ 15).
 * @param borders ascending; n borders make n + 1 ranges
 */
export function rangeReports(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  borders: readonly number[],
): readonly RangeReport[] {
  checkPair(predicted, actual);
  const rows: number[][] = Array.from({ length: borders.length + 1 }, () => []);
  for (let i = 0; i < actual.length; i++) {
    const above = borders.findIndex((border) => actual[i]! <= border);
    rows[above === -1 ? borders.length : above]!.push(i);
  }
  return rows.map((at, k) => ({
    from: borders[k - 1] ?? null,
    to: borders[k] ?? null,
    count: at.length,
    ...(at.length > 0 && {
      regression: regressionReport(
        at.map((i) => predicted[i]!),
        at.map((i) => actual[i]!),
      ),
    }),
  }));
}
