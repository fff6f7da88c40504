import { maskedCrc32c } from './crc32c.js';

/** Length and its checksum before the data. */
const HEADER = 12;
/** Checksum of the data, after it. */
const FOOTER = 4;

/**
 * Frames `data` as one TFRecord, little-endian: length (uint64), masked CRC-32C of the length, data, masked CRC-32C of the
 * data. The checksums show a reader where a file was cut off.
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
export function frameRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER + data.length + FOOTER);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, HEADER);
  view.setUint32(HEADER + data.length, maskedCrc32c(data), true);
  return record;
}
