import { CASES } from './cases/index.js';
import { compareExported } from './export.js';

// Every third one; `pnpm test:differential` takes them all.
compareExported(CASES.filter((_, i) => i % 3 === 0));
