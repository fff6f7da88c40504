import type { BenchmarkData, SeedSpread } from '@amnl/report';
import { aligned } from '../../terminal/aligned.js';
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
  for (const line of aligned(rows)) inform(`  ${line}`);
  inform('');
}

function spread(found: SeedSpread | null): string {
  if (found === null) return 'n/a';
  return found.sd === null ? found.mean.toFixed(2) : `${found.mean.toFixed(2)} ± ${found.sd.toFixed(2)}`;
}
