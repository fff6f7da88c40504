import type { StepEngine } from '../contract/engine.js';
import { HOOK_NAMES } from '../contract/hooks.js';
import type { Plugin } from '../contract/plugin.js';
import { nearest } from '../errors/nearest.js';
import { numberOf } from '../errors/number-of.js';
import type { HookRunner } from '../loop/hook-runner.js';
import type { RunState } from '../state/run-state.js';
import type { Bindings } from './container.js';

/** The place of each hook in a run: the lifecycle as a picture. `*` marks places filled by hooks. */
export const LIFECYCLE = `fitStart
for every epoch
  epochStart                                    1 prepare
  for every group of A micro-batches            2 train
    stepStart
    for every micro-batch
      forward → losses → loss* → gradients of total, added up
    mean gradients → gradients* → optimiser → updated*
    stepEnd
  evaluate( metrics )                           3 evaluate
  epochEnd                                      4 after
  save( checkpoint )
  stop?
fitEnd`;

/** Input of `trainer.explain()`. */
export interface ExplainParts {
  readonly plugins: readonly Plugin[];
  readonly hooks: HookRunner;
  readonly bindings: Bindings;
  readonly engine: StepEngine;
  readonly run: RunState;
  readonly accumulate: number;
  readonly flush: boolean;
  readonly notes: readonly string[];
}

/** The order of everything, as text. */
export function explain({ plugins, hooks, bindings, engine, run, accumulate, flush, notes }: ExplainParts): string {
  const parameters = Object.values(run.model.parameters);
  const values = parameters.reduce((sum, v) => sum + v.size, 0);
  const lines = [
    `model      ${parameters.length} parameter tensors, ${values.toLocaleString('en-US')} values`,
    `engine     ${engine.name} (${engine.backend})`,
    `groups     ${numberOf(accumulate, 'micro-batch', 'micro-batches')} a step, a short last group is ${flush ? 'flushed' : 'dropped'}`,
    `plugins    ${plugins.map(({ name }) => name).join(' → ') || 'none'}`,
    ...notes.map((note) => `note       ${note}`),
    '',
    'lifecycle',
    ...LIFECYCLE.split('\n').map((line) => `  ${line}`),
    '',
    'hooks, in the order in which they run (around hooks: the first is the outermost)',
    ...HOOK_NAMES.filter((hook) => hooks.of(hook).length > 0).map(
      (hook) =>
        `  ${hook.padEnd(12)}${hooks
          .of(hook)
          .map(({ plugin }) => plugin)
          .join(' → ')}`,
    ),
    '',
    'tokens',
    ...bindings.list().map(({ token, owner }) => `  ${token.padEnd(36)}${owner}`),
  ];
  const scalars = run.scalars.names();
  if (scalars.length > 0) {
    lines.push('', 'scalars');
    for (const name of scalars) {
      const factors = Object.entries(run.scalars.factors(name)).map(([owner, factor]) => ` × ${factor} (${owner})`);
      lines.push(`  ${name} = ${run.scalars.base(name)}${factors.join('')}`);
    }
  }
  const absent = plugins.flatMap(({ name, after = [] }) =>
    after.filter((other) => !plugins.some((p) => p.name === other)).map((other) => ({ name, other })),
  );
  if (absent.length > 0) {
    lines.push('', 'ordering rules for absent plugins');
    for (const { name, other } of absent) {
      const near = nearest(
        other,
        plugins.map((p) => p.name),
      );
      lines.push(`  ${name} after ${other}${near ? ` (did you mean '${near}'?)` : ''}`);
    }
  }
  return lines.join('\n');
}
