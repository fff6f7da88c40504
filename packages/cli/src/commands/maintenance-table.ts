import { numberOf } from '@amnl/core-loop';
import type { ComparedPolicy, Estimate, JudgedPolicy } from '@amnl/maintenance-policy';
import type { MaintenanceReport } from '../pipeline/maintenance.js';
import { errorDecimals } from '../pipeline/predictions.js';
import { inform } from '../terminal/terminal.js';

interface TableFacts {
  readonly timeUnit: string;
  readonly rulCap: number;
}

/** Tells what changing units costs by each policy: on the units held out, and on test units where there are any. */
export function printMaintenance(report: MaintenanceReport, facts: TableFacts): void {
  const { costs, policies, units, coverage, test } = report;
  const all = [...policies, ...(test?.policies ?? [])].map(({ cost }) => cost.value);
  const scale = 10 ** Math.max(0, Math.ceil(-Math.log10(Math.min(...all))));
  const per = scale === 1 ? `unit of time (${facts.timeUnit})` : `${scale} ${facts.timeUnit}`;
  const chosen = (policy: JudgedPolicy['policy']) => describe(policies.find((one) => one.policy === policy)!, facts);
  const row = (one: JudgedPolicy) => [
    chosen(one.policy),
    figure(one.cost.value * scale),
    `${figure(one.cost.low * scale)}–${figure(one.cost.high * scale)}`,
    `${(100 * one.failures).toFixed(1)} %`,
    one.meanTime.toFixed(errorDecimals(facts) - 1),
    one.policy === 'run to failure' || one.policy === 'fixed age' ? '' : verdict(one),
  ];
  const title = (of: string) => [
    of,
    `cost per ${per}`,
    `${Number((100 * coverage).toFixed(4))} % interval`,
    'fail',
    'mean life used',
    '',
  ];
  inform('');
  inform(`Changing early costs ${costs.early}, a failure ${costs.failure}`);
  printTable([title(`on ${numberOf(units, 'unit')} held out`), ...policies.map(row)]);
  if (test) printTable([title(`on ${numberOf(test.units, 'test unit')}`), ...test.policies.map(row)]);
  inform(
    "  plan: decided at one row and not looked at again, as 'amnl predict' does it; alarm: looked at with every new row. Each unit held out is judged by what is cheapest for the others",
  );
  if (test) inform('  a test unit is looked at up to its last row; the plan of that row then stands');
  const unseen = policies.filter(({ failures, policy }) => failures === 0 && policy === 'alarm');
  if (unseen.length > 0) {
    inform(
      `  with the alarm none of ${numberOf(units, 'unit')} failed; of others up to ${Math.min(100, 300 / units).toFixed(0)} % may, which its interval does not show`,
    );
  }
}

function describe({ policy, age, threshold, indicator }: ComparedPolicy, facts: TableFacts): string {
  const digits = errorDecimals(facts) - 1;
  if (policy === 'fixed age') return age === undefined ? 'fixed age: never' : `fixed age ${age.toFixed(digits)}`;
  if (policy === 'run to failure') return policy;
  if (threshold === undefined) return `${policy}: never`;
  return `${policy} at ${indicator} ≤ ${threshold.toFixed(digits)}`;
}

/** Against the two policies that need no prediction. */
function verdict({ minusRunToFailure, minusFixedAge }: JudgedPolicy): string {
  const beaten = [
    ...(surely(minusRunToFailure) ? ['run to failure'] : []),
    ...(surely(minusFixedAge) ? ['fixed age'] : []),
  ];
  return beaten.length === 0 ? 'not surely cheaper' : `cheaper than ${beaten.join(' and ')}`;
}

function surely({ high }: Estimate): boolean {
  return high < 0;
}

function figure(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(3) : 'n/a';
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    const cells = row.map((text, column) => {
      const left = column === 0 || column === row.length - 1;
      return left ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
    });
    inform(`  ${cells.join('  ').trimEnd()}`);
  }
}
