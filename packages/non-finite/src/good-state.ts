import type { Run, Snapshot } from '@amnl/core-loop';
import { keep, type Tensor } from '@tensorflow/tfjs-core';

/** The last good state of the run, to roll back to. Owns its tensors. */
export class GoodState {
  #snapshot: Snapshot | undefined;

  get taken(): boolean {
    return this.#snapshot !== undefined;
  }

  take(run: Run): void {
    const { tensors, state } = run.snapshot();
    const copies: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(tensors)) copies[name] = keep(tensor.clone());
    this.dispose();
    this.#snapshot = { tensors: copies, state: structuredClone(state) };
  }

  /** The snapshot, with another state for one plugin, so that it keeps what it has learnt since. */
  withState(plugin: string, version: number, data: unknown): Snapshot {
    const { tensors, state } = this.#snapshot!;
    return { tensors, state: { ...state, plugins: { ...state.plugins, [plugin]: { version, data } } } };
  }

  dispose(): void {
    for (const tensor of Object.values(this.#snapshot?.tensors ?? {})) tensor.dispose();
    this.#snapshot = undefined;
  }
}
