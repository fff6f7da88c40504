// The data that blocks are run on.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeSimulated } from '@amnl/data-cmapss/node';
import { root } from './pages.mjs';

/** @type {readonly ('FD001' | 'FD002' | 'FD003' | 'FD004')[]} */
const SUBSETS = ['FD001', 'FD002', 'FD003', 'FD004'];

/**
 * The folder for `AMNL_DATA_DIR`: NASA's files where they are, else a simulated fleet of each subset, written into `directory`.
 * @param {string} directory
 * @returns {Promise<string>}
 */
export async function dataFolder(directory) {
  const real = process.env['AMNL_DATA_DIR'] ?? join(root, '..', 'shared', 'data', 'cmapss');
  if (SUBSETS.every((subset) => existsSync(join(real, `train_${subset}.txt`)))) return real;
  for (const subset of SUBSETS) await writeSimulated({ directory, subset, trainUnits: 8, testUnits: 8 });
  return directory;
}
