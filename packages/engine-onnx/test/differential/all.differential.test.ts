import { CASES } from './cases/index.js';
import { compare } from './compare.js';

compare(CASES);
