import { TrainError } from '../errors/errors.js';
import { type Kernel, replace } from './registry.js';

/** Kernels of tfjs-node 4.22 that always round sizes down, silently. */
const ROUNDING_DOWN = [
  ...['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D'],
  ...['AvgPool', 'MaxPool', 'AvgPool3D', 'MaxPool3D'],
];

/** Refuses to round up if the backend cannot. */
export function refuseRoundingUp(backendName: string): void {
  const refuse =
    (kernelName: string) =>
    (original: Kernel): Kernel =>
    (inputs, attrs, backend) => {
      if (attrs['dimRoundingMode'] !== 'ceil') return original(inputs, attrs, backend);
      const advice = "Use 'floor', which is the same if windows end with the input, or another backend";
      throw new TrainError(
        'CL_OPTION_INVALID',
        `${kernelName} was given dimRoundingMode 'ceil', which tfjs-node does not support. ${advice}`,
      );
    };
  for (const kernelName of ROUNDING_DOWN) replace(backendName, kernelName, refuse(kernelName));
}
