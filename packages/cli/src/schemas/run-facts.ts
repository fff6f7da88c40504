import { z } from 'zod';
import { DATASETS, PRESET_NAMES } from '../config/config-values.js';
import { count } from './values.js';

/** What stands before the figures of a run wherever they are reported; written by `runFacts`. */
export const runFactsShape = {
  dataset: z.enum(DATASETS).describe('Part of C-MAPSS.'),
  simulated: z.boolean().describe('Whether the engines trained on, or those evaluated on, were simulated.'),
  warning: z.string().exactOptional().describe('There where `simulated` is true, for people.'),
  preset: z.enum(PRESET_NAMES).describe('The preset that the settings started from.'),
  seed: count().describe('Fixes weights, order, dropout and the hold-out split.'),
  parameters: z.int().min(1).describe('Trainable numbers of the network.'),
  selection: z.enum(['test', 'holdout']).describe('The engines that the best epoch was chosen on.'),
  selection_rule: z.string().describe('The same in words, for people.'),
};
