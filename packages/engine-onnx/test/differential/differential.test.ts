import { CASES } from './cases/index.js';
import { compare } from './compare.js';

// Every third one; `pnpm test:differential` takes them all.
compare(CASES.filter((_, i) => i % 3 === 0));
