// Inputs in the safetensors format, and checkpoints in that format.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { bytes, editJson, isJson, jsonEdit, rarely } from './inputs.mjs';

const EMPTY = '{"dtype":"F32","shape":[0,9007199254740991],"data_offsets":[0,0]}';
const MANY = `{${Array.from({ length: 2000 }, (_, i) => `"e${i}":${EMPTY},`).join('')}`;
const LENGTHS = [0, 1, 7, 2 ** 31, 2 ** 32 - 1, 2 ** 53, 99_999_999, 100_000_001];

/** Edits of the header, of JSON in its metadata, of the data and the length; one time in five, of any bytes. */
export function tensorFile(corpus) {
  const files = corpus.map(opened).filter(({ header }) => isJson(header));
  const none = fc.constant(undefined);
  const changed = fc.record({
    file: fc.constantFrom(...files),
    inHeader: fc.option(jsonEdit),
    inMetadata: fc.option(fc.tuple(fc.nat(), jsonEdit)),
    data: rarely(5, none, bytes(files.map(({ data }) => data))),
    length: rarely(10, none, fc.constantFrom(...LENGTHS)),
    many: rarely(50, none, fc.constant(MANY)),
    sealed: rarely(5, fc.constant(true), fc.constant(false)),
  });
  return rarely(5, changed.map(assembled), bytes(corpus));
}

function opened(file) {
  const all = Buffer.from(file);
  const end = Number(all.readBigUInt64LE(0)) + 8;
  return { header: all.toString('utf8', 8, end), data: all.subarray(end) };
}

function assembled({ file, inHeader, inMetadata, data = file.data, length, many, sealed }) {
  const header = JSON.parse(file.header);
  const metadata = header.__metadata__ ?? {};
  if (inMetadata) {
    const names = Object.keys(metadata).filter((name) => isJson(metadata[name]));
    const name = names[inMetadata[0] % names.length];
    if (name) metadata[name] = editJson(metadata[name], inMetadata[1]);
  }
  let written = JSON.stringify(header);
  if (inHeader) written = editJson(written, inHeader);
  if (many) written = written.replace('{', many);
  // With right checksums, if there were any, what lies behind them is reached.
  const sums = /("sha256":"|"sha256_header":")(\w{64})/g;
  if (sealed) {
    written = written.replace(sums, (_, name) => name + (name.includes('header') ? '0'.repeat(64) : sha256(data)));
    const sum = sha256(withLength(written));
    written = written.replace(sums, (all, name) => (name.includes('header') ? name + sum : all));
  }
  return Buffer.concat([withLength(written, length), data]);
}

/** A header behind its length, or behind the one claimed. */
function withLength(header, claimed = Buffer.byteLength(header)) {
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(claimed));
  return Buffer.concat([start, Buffer.from(header)]);
}

function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}
