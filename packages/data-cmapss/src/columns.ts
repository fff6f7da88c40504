/** Columns of a `train_*` or `test_*` file: unit, cycle, 3 settings, 21 sensors. */
export const FILE_COLUMNS = 26;
/** Columns kept of each row: 3 settings, 21 sensors. */
export const RAW_COLUMNS = 24;

/** Names of the settings, by which the operating condition is recognised: altitude, Mach number, throttle. */
export const SETTING_NAMES: readonly string[] = Array.from({ length: 3 }, (_, i) => `setting_${i + 1}`);
/** Names of the kept columns, in file order: the settings, `sensor_1` … `sensor_21`. */
export const RAW_NAMES: readonly string[] = [
  ...SETTING_NAMES,
  ...Array.from({ length: 21 }, (_, i) => `sensor_${i + 1}`),
];

/** Name of file column `column` (1-based), for messages. */
export function columnName(column: number): string {
  return column === 1 ? 'unit' : column === 2 ? 'cycle' : (RAW_NAMES[column - 3] ?? 'surplus');
}
