import type { LossFunction, Plugin, PluginEntry } from '@amnl/core-loop';
import { type Fleet, type FleetData, type FleetRules, unitCount } from '@amnl/data-fleet';
import type { AskedConfig, Config } from '../config/config.js';
import type { NetworkFactory } from '../pipeline/network.js';

/** What is known of the data when plugins are made. */
export interface FleetFacts {
  /** Of the data, e.g. `pumps`. */
  readonly name: string;
  /** What a unit is, in the singular: `engine`, `pump`. */
  readonly noun: string;
  /** What life is counted in, in the plural: `cycles`, `hours`. */
  readonly timeUnit: string;
  /** Names of a row's numbers, in their order, and those among them by which the operating condition is recognised. */
  readonly channels: readonly string[];
  readonly settings: readonly string[];
  readonly trainUnits: number;
  /** 0 where the data have no test units. */
  readonly testUnits: number;
  /** Whether a program made the units up. */
  readonly simulated: boolean;
}

/** What a function that makes plugins is given. */
export interface RunContext {
  /** Every setting of the run. */
  readonly config: Config;
  readonly fleet: FleetFacts;
}

/** A plugin, a list of them, or a function that makes them: called once for every trainer, so that none shares its state. */
export type PluginSource = PluginEntry | ((context: RunContext) => PluginEntry | Promise<PluginEntry>);

/** What a function for data is given. */
export interface DataContext {
  /** Settings before the data are known: `dataset` and `rulCap` only where the user gives them. */
  readonly config: AskedConfig;
}

/** Units as a program gives them: their role and checksum are filled in. */
export type GivenFleet = Omit<Fleet, 'role' | 'origin'> & Partial<Pick<Fleet, 'role' | 'origin'>>;

/** What a function for data returns. `fleetFromRows` and `readTable` of `@amnl/data-fleet/node` return such an object. */
export interface GivenData {
  readonly train: GivenFleet;
  /** Units to test with. Default: some of the units to train on are held out. */
  readonly test?: GivenFleet | undefined;
  /** Default: as for tables, see `fleetRules` of `@amnl/data-fleet`. */
  readonly rules?: FleetRules | undefined;
  /** For the user, one sentence each. */
  readonly notices?: readonly string[] | undefined;
}

/** Gets the data, e.g. from a database. It is called once for each command that needs them. */
export type DataFunction = (context: DataContext) => GivenData | Promise<GivenData>;

/** What a configuration file with code may bring; everything may be left out. */
export interface RunDefinition {
  /** Settings, as in a JSON file; `--set` and flags win. */
  readonly settings?: Partial<Config>;
  /** Units to train and test with, instead of `--data` and C-MAPSS. Their checksum is recorded, and compared on resume. */
  readonly data?: DataFunction;
  /** Run after the pipeline's; one that binds `Loss` or `OptimizerToken` is used instead of the pipeline's. */
  readonly plugins?: PluginSource;
  /** The network. */
  readonly model?: NetworkFactory;
  /** A plugin that binds `Loss`, or a loss function. */
  readonly loss?: Plugin | LossFunction;
  /** What changes the learning rate, instead of what the setting `scheduler` says; `false`: nothing does. */
  readonly schedule?: PluginSource;
}

/** Every member of a definition. */
export const DEFINITION_NAMES = ['settings', 'data', 'plugins', 'model', 'loss', 'schedule'] as const;

/**
 * The default export of a configuration file with code, for `amnl train --config amnl.config.mjs`. Gives its argument back: it is there
 * so that an editor and the compiler know the members. What is in it is checked when the file is loaded.
 * @example
 * export default defineRun({ settings: { preset: 'quick' }, plugins: [myCallback()], model: (facts) => myNetwork(facts) });
 */
export function defineRun(definition: RunDefinition): RunDefinition {
  return definition;
}

/** What plugins of a run are given. */
export function runContext(config: Config, { train, test }: FleetData): RunContext {
  const { name, noun, timeUnit, channels, settings, origin } = train;
  const fleet = { name, noun, timeUnit, channels, settings };
  const units = { trainUnits: unitCount(train), testUnits: test === undefined ? 0 : unitCount(test) };
  return { config, fleet: { ...fleet, ...units, simulated: origin.simulated } };
}
