import type { LayerSummary } from './layers.js';
import type { StepSummary } from './step.js';

/** A model's layers and parameters, and the cost of a step. */
export interface ModelSummary {
  readonly batchSize: number;
  readonly layers: readonly LayerSummary[];
  readonly parameters: { readonly trainable: number; readonly fixed: number; readonly total: number };
  /** Floating point operations a sample: of the forward pass, and of a whole training step; 0 if nothing is trainable. */
  readonly flops: { readonly forward: number; readonly step: number };
  /** Bytes that a compiled step holds; see {@link StepSummary}. If nothing is trainable, those of the forward pass. */
  readonly memory: StepSummary['memory'];
}
