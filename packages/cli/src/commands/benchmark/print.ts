import type { BenchmarkData, SeedSpread } from '@amnl/report';
import { inform } from '../../terminal/terminal.js';

/** Tells the RMSE of each variant on each subset. */
export function printBenchmark({ variants, subsets, results, timeUnit, complete }: BenchmarkData): void {
  inform('');
  inform(
    `RMSE of the test units at the last row in ${timeUnit}, mean ± sd over seeds${complete ? '' : ' (provisional)'}:`,
  );
  const rows = [
    ['', ...subsets.map(({ name }) => name)],
    ...variants.map(({ name: variant }) => [
      variant,
      ...subsets.map(({ name: subset }) => {
        const result = results.find((one) => one.variant === variant && one.subset === subset);
        if (result === undefined) return 'none';
        const part = result.done < result.planned ? ` [${result.done}/${result.planned}]` : '';
        return `${spread(result.final.rmse)}${part}`;
      }),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    inform(`  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`);
  }
  inform('');
}

function spread(found: SeedSpread | null): string {
  if (found === null) return 'n/a';
  return found.sd === null ? found.mean.toFixed(2) : `${found.mean.toFixed(2)} ± ${found.sd.toFixed(2)}`;
}
