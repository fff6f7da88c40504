// Lines of a terminal for other printers: one place knows how wide a letter is.
export { fitRow } from './row.js';
export { render, widthOf } from './segments.js';
