export type { PlateauOptions } from './options.js';
export { PLATEAU_START, type PlateauRule, type PlateauState, plateauStep } from './plateau.js';
export { plateau } from './plateau-plugin.js';
