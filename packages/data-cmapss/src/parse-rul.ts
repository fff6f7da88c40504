import { numberOf } from '@amnl/core-loop';
import { quote } from '@amnl/data-fleet';
import { dataError } from './errors.js';
import { LineSplitter, lineTooLong, MAX_LINE } from './lines.js';
import { describePlace, fieldAt, isSpace, parseField } from './number.js';
import { columnCountError } from './sequence.js';

/**
 * Parses a `RUL_*` file: one whole number a line, the cycles left after each test unit's last row. White space, blank
 * lines, line ends and byte order mark as in `parseCmapss`.
 * @param bytes the file's bytes
 * @param file name for messages
 * @param units number of test units; another count throws `DC_RUL_COUNT`
 */
export function parseRul(bytes: Uint8Array, file: string, units: number): Int32Array {
  const values: number[] = [];
  let line = 0;
  const splitter = new LineSplitter(file, (chunk, start, end) => {
    let i = start;
    let whole = start; // where the line starts, mark included
    if (line === 0 && chunk[i] === 0xef && chunk[i + 1] === 0xbb && chunk[i + 2] === 0xbf) i += 3;
    while (i < end) {
      line++;
      const lineEnd = chunk.indexOf(10, i);
      if (lineEnd - whole > MAX_LINE) throw lineTooLong(file);
      const value = parseLine(chunk, i, lineEnd, file, line);
      if (value !== undefined) values.push(value);
      whole = i = lineEnd + 1;
    }
  });
  splitter.push(bytes);
  splitter.end();
  if (values.length === 0) {
    throw dataError('DC_FILE_EMPTY', `${file} holds no values. Give one remaining life for each test unit`);
  }
  if (values.length !== units) {
    throw dataError(
      'DC_RUL_COUNT',
      `${file} has ${numberOf(values.length, 'value')} for ${numberOf(units, 'test unit')}. Give one value for each unit of the test file`,
    );
  }
  return Int32Array.from(values);
}

/** The value of a line; undefined for a blank one. */
function parseLine(bytes: Uint8Array, lineStart: number, end: number, file: string, line: number): number | undefined {
  const skipSpace = (i: number) => {
    while (i < end && isSpace(bytes[i]!)) i++;
    return i;
  };
  const start = skipSpace(lineStart);
  if (start === end) return undefined;
  const place = { file, line, column: 1, name: 'remaining life' };
  const text = fieldAt(bytes, start);
  const value = parseField(text, place);
  if (skipSpace(start + text.length) < end) throw columnCountError(bytes, lineStart, { ...place, column: 2 }, 1);
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31) {
    const where = describePlace(place);
    throw dataError('DC_NOT_INTEGER', `${where}: expected a whole number of cycles from 0 on, found ${quote(text)}`);
  }
  return value;
}
