import { EngineToken, knownOptions, type TrainableModel, type Trainer } from '@amnl/core-loop';
import { isoTime, type Scaler, type Windows, windowView } from '@amnl/data-fleet';
import { command } from '../../terminal/command-name.js';
import { cliError } from '../../terminal/errors.js';
import { differentiable } from './differentiable.js';
import { type Attribution, type IntegratedGradientsOptions, integratedGradients } from './integrated-gradients.js';
import type { Reason } from './reason.js';

/** What is explained: a network with the weights it has now. */
export interface Explained {
  /** Its engine computes the gradients. */
  readonly trainer: Pick<Trainer, 'run'>;
  readonly model: TrainableModel;
  readonly scaler: Scaler;
}

/** Explains predictions: of windows that were cut and scaled, those with these indices (default: all), one reason each. */
export type Explainer = (windows: Windows, which?: Iterable<number>) => Promise<Reason[]>;

/**
 * Prepares explanations by `integratedGradients`, from a window of zeros: after scaling that is a window whose every row has each channel at
 * its mean over the training rows of the row's operating condition. The first call compiles the gradient; it is kept until the trainer is disposed.
 * @param options of the integral
 * @throws at the calls: CLI_NOT_EXPLAINED where the network has an operation without a gradient, or its output jumps
 */
export function explainer({ trainer, model, scaler }: Explained, options?: IntegratedGradientsOptions): Explainer {
  if (options) knownOptions('explainer', options, ['baseline', 'tolerance', 'floor', 'lastFloor', 'mostPoints']);
  const { inputs: channels } = scaler;
  let prepared: { readonly window: number; readonly f: ReturnType<typeof differentiable> } | undefined;
  return async (windows, which = windows.starts.keys()) => {
    const { window } = windows;
    if (prepared?.window !== window) {
      const derivative = { input: 'window', shape: [window, channels.length], output: 'rul' };
      prepared = { window, f: differentiable(trainer.run.get(EngineToken), model, derivative) };
    }
    const reasons: Reason[] = [];
    for (const i of which) {
      const found = await integratedGradients(prepared.f, windowView(windows, i), options);
      const unit = windows.units[windows.unit[i]!]!;
      if (!found.complete) throw incomplete(unit, found);
      reasons.push(reasonOf(windows, i, channels, found));
    }
    return reasons;
  };
}

function reasonOf(windows: Windows, i: number, channels: readonly string[], found: Attribution): Reason {
  const { contributions, value: rul, baselineValue: baselineRul, sum, points } = found;
  const times = windows.timesOf(i);
  const padding = windows.window - times.length;
  const width = channels.length;
  const own = contributions.slice(padding * width);
  for (let k = 0; k < padding * width; k++) own[k % width]! += contributions[k]!;
  return {
    unit: windows.units[windows.unit[i]!]!,
    times,
    timestamp: isoTime(windows, windows.unit[i]!, windows.time[i]!),
    padding,
    channels,
    contributions: own,
    scaled: windowView(windows, i).slice(padding * width),
    rul,
    baselineRul,
    sum,
    points,
  };
}

function incomplete(unit: string, { value, baselineValue, sum, points }: Attribution): Error {
  if (!Number.isFinite(value) || !Number.isFinite(baselineValue) || !Number.isFinite(sum)) {
    const why = 'its output or its gradient is NaN or infinity on the way from the mean of training to this window';
    return cliError('CLI_NOT_EXPLAINED', `the prediction for ${unit} cannot be explained: ${why}. ${LOOK()}`);
  }
  const difference = value - baselineValue;
  const why = `the contributions add up to ${sum.toPrecision(4)} instead of ${difference.toPrecision(4)}, with ${points} points on the way`;
  const cause = "The network's output jumps or is too rough, or its gradients are not its own";
  return cliError('CLI_NOT_EXPLAINED', `the prediction for ${unit} cannot be explained: ${why}. ${cause}. ${LOOK()}`);
}

const LOOK = () => `Look at the network's operations, or at the predictions alone with '${command('predict RUN')}'`;
