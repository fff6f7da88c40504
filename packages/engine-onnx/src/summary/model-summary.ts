import type { LayerSummary } from './layers.js';
import type { StepSummary } from './step.js';

/** What a model is made of and what a step of it takes. */
export interface ModelSummary {
  readonly batchSize: number;
  readonly layers: readonly LayerSummary[];
  readonly parameters: { readonly trainable: number; readonly fixed: number; readonly total: number };
  /** Floating point operations a sample: of the forward pass, and of a whole training step; 0 where nothing is trainable. */
  readonly flops: { readonly forward: number; readonly step: number };
  /** Bytes that a compiled step holds; see {@link StepSummary}. Where nothing is trainable, those of the forward pass. */
  readonly memory: StepSummary['memory'];
}
