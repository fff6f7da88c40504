import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { healthCrossEntropy, weightedMse } from '@amnl/amnl-loss';
import { prepareWasm } from '@amnl/core-loop/wasm';
import { add, clone, keep, mul, type Scalar, type Tensor, tensor1d, variableGrads } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { network, startModel, withoutEffect } from './fixtures/network.js';
import { BACKENDS, context, expectClose, type Flats, largest, on, toTensor } from './fixtures/reference.js';

prepareWasm();

/** The network's largest gradient: the scale of the rounding that is left of gradients that are zero in exact arithmetic. */
const gradientScale = Math.max(...Object.values(network.first.gradients).map(largest));

describe.each(BACKENDS)('the whole network against PyTorch on %s', (backend) => {
  it('forward, running statistics and every gradient of the first step', () =>
    on(backend, () => {
      const model = startModel();
      const batch = network.batches[0]!;
      const { window, rul } = batch as Flats;
      const states = tensor1d(batch.health, 'int32');
      const { rulLoss, healthLoss } = network.steps[0]!;
      const outputs: Record<string, Tensor> = {};
      const { value, grads } = variableGrads(() => {
        const made = model.forward({ window: toTensor(window!) }, context(true));
        for (const name in made) outputs[name] = keep(clone(made[name]!));
        const ofRul = weightedMse(made['rul']!, toTensor(rul!));
        const ofHealth = healthCrossEntropy(made['health']!, states);
        // In the first step each task is divided by its own (detached) value.
        return add(mul(ofRul, 0.5 / rulLoss), mul(ofHealth, 0.5 / healthLoss)) as Scalar;
      }, Object.values(model.parameters));
      expectClose('total', value, { shape: [], data: [1] });
      expectClose('rul', outputs['rul']!, network.first['rul']!);
      expectClose('health', outputs['health']!, network.first['healthLogits']!);
      for (const [name, flat] of Object.entries(network.first.statistics)) {
        expectClose(name, model.buffers[name]!, flat);
      }
      expect(Object.keys(network.first.gradients).sort()).toEqual(Object.keys(model.parameters).sort());
      for (const [name, flat] of Object.entries(network.first.gradients)) {
        const gradient = grads[model.parameters[name]!.name]!;
        expectClose(`gradient of ${name}`, gradient, flat, 1e-5, withoutEffect(name) ? gradientScale : largest(flat));
      }
      for (const output of Object.values(outputs)) output.dispose();
      model.dispose();
    }));

  it('evaluation with trained weights and running statistics', () =>
    on(backend, () => {
      const model = startModel();
      const all = { ...model.parameters, ...model.buffers };
      for (const [name, flat] of Object.entries({ ...network.last.parameters, ...network.last.statistics })) {
        all[name]!.assign(toTensor(flat));
      }
      const made = model.forward({ window: toTensor(network.batches[0]!['window']!) }, context(false));
      expectClose('rul', made['rul']!, network.last['rul']!);
      expectClose('health', made['health']!, network.last['healthLogits']!);
      model.dispose();
    }));
});
