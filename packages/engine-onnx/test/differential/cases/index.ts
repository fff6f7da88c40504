import type { Case } from '../case.js';
import { CONVOLUTIONS } from './convolutions.js';
import { DENSE } from './dense.js';
import { LOSSES } from './losses.js';
import { RECURRENT } from './recurrent.js';
import { STRUCTURES } from './structures.js';

export const CASES: readonly Case[] = [...DENSE, ...LOSSES, ...CONVOLUTIONS, ...RECURRENT, ...STRUCTURES];
