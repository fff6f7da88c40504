import type { CutOptions } from './cut.js';
import type { FitScalerOptions } from './fit-scaler.js';
import type { Fleet } from './fleet.js';
import type { LabelRules } from './labels.js';

/** What goes with a fleet: what the network sees of it, and what a remaining life means. */
export interface FleetRules {
  readonly labels: LabelRules;
  /** Inputs and operating conditions. Default: all channels, one condition. */
  readonly scaling?: Pick<FitScalerOptions, 'inputs' | 'onlyVarying' | 'conditions' | 'minStd'>;
  /**
   * Where held-out units are cut. Default: with a remaining life from 0 to `labels.rulCap`. Cut earlier, most of them would be
   * healthy and beyond the cap, where any network that always says the cap is right.
   */
  readonly cut?: Pick<CutOptions, 'remaining'>;
  /** Whether times count from when a unit went into service: how long it has been in service is then known. Default: false. */
  readonly sinceNew?: boolean;
}

/** Units to train on and, where the data have a part for it, units to test with. */
export interface FleetData {
  readonly train: Fleet;
  readonly test?: Fleet | undefined;
  readonly rules: FleetRules;
}
