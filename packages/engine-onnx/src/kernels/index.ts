import { CONVOLUTIONS } from './convolutions.js';
import { ELEMENTWISE } from './elementwise.js';
import { INDEXING } from './indexing.js';
import type { KernelTable } from './kernel.js';
import { NORMALISATION } from './normalisation.js';
import { POOLING } from './pooling.js';
import { PRODUCTS } from './products.js';
import { REDUCTIONS } from './reductions.js';
import { RESIZING } from './resizing.js';
import { SHAPES } from './shapes.js';

/** All kernels that can be compiled, by family. */
export const KERNELS = {
  Elementwise: ELEMENTWISE,
  Reductions: REDUCTIONS,
  'Shapes, slices and indices': { ...SHAPES, ...INDEXING },
  'Matrix products': PRODUCTS,
  Convolutions: CONVOLUTIONS,
  Pooling: POOLING,
  Resizing: RESIZING,
  Normalisation: NORMALISATION,
} as const satisfies Readonly<Record<string, KernelTable>>;
