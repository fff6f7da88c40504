export { TENSORBOARD_ERRORS } from './errors.js';
export { type EventWriter, type EventWriterOptions, openEventWriter } from './event-writer.js';
export type { HParams, SessionStatus } from './hparams.js';
export type { HistogramOptions, TensorBoardOptions } from './options.js';
export { tensorBoard } from './tensor-board.js';
