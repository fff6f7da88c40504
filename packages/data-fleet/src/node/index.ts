export type { ChannelFacts, RowFacts } from '../table/describe-rows.js';
export type { Guess } from '../table/guess-columns.js';
export type { Failed, FailureTable, MissingPolicy, TableOptions, TestFiles, TimeColumn } from '../table/options.js';
export type { TimeFormat } from '../table/time-cell.js';
export type { CsvFormat } from './csv-source.js';
export { describeTable, type TableDescription } from './describe-table.js';
export { parseDataset, readDataset, readDatasetFile, readTable, type TableData } from './read-table.js';
export { readUnits, type UnitsData } from './read-units.js';
export type { Dataset } from './schema.js';
