// Lines of a terminal for other printers: one place knows how wide a letter is.
export { fitRow, type Part, type Row } from './row.js';
export { type Line, render, type Segment, widthOf } from './segments.js';
