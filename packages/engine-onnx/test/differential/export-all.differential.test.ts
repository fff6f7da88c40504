import { CASES } from './cases/index.js';
import { compareExported } from './export.js';

compareExported(CASES);
