export type { ChannelFacts, RowFacts } from '../table/describe-rows.js';
export type { Guess, NamedColumns } from '../table/guess-columns.js';
export type { Failed, FailureTable, MissingPolicy, TableOptions, TestFiles, TimeColumn } from '../table/options.js';
export type { TimeFormat } from '../table/time-cell.js';
export { combinedChecksum, fleetChecksum } from './checksum.js';
export type { CsvFormat } from './csv-source.js';
export { type DescribeOptions, describeTable, type TableDescription } from './describe-table.js';
export { findFiles } from './find-files.js';
export { type FleetFromRowsOptions, fleetFromRows } from './fleet-from-rows.js';
export type { UnitColumns } from './plain-units.js';
export {
  parseDataset,
  readDataset,
  readDatasetFile,
  readTable,
  type TableColumns,
  type TableData,
  tableName,
} from './read-table.js';
export { type FittedOn, readUnits, type UnitsData } from './read-units.js';
export type { TableRow, TableRows } from './rows-source.js';
export type { Dataset } from './schema.js';
export { type UnitsFromColumnsOptions, unitsFromColumns } from './units-from-columns.js';
