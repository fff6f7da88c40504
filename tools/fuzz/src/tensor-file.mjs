// Mutations of safetensors files, and of checkpoints in that format.
import { createHash } from 'node:crypto';
import { join, mutateBytes } from './bytes.mjs';
import { changeJson, writeJson } from './json.mjs';

const OPEN = '0'.repeat(64);
const LENGTHS = [0, 1, 7, 2 ** 31, 2 ** 32 - 1, 2 ** 53, 99_999_999, 100_000_001];
const DTYPES = ['F64', 'F32', 'F16', 'BF16', 'I64', 'I32', 'I16', 'I8', 'U8', 'BOOL'];

function split(file) {
  const length = Number(new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(file.subarray(8, 8 + length)).toString('utf8'));
  return { header, data: file.subarray(8 + length) };
}

function assemble(header, data, claimed) {
  return join(...lengthAnd(Buffer.from(writeJson(header)), claimed), data);
}

function lengthAnd(json, claimed = json.length) {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(claimed), true);
  return [length, new Uint8Array(json)];
}

/** One random mutation: of the header, of the text in its metadata, of the data, of the length. */
export function mutateTensorFile(file, random, corpus) {
  if (random.chance(0.15)) return mutateBytes(file, random, corpus);
  try {
    const { header, data } = split(file);
    const kind = random.below(11);
    if (kind === 0) return assemble(header, data, random.pick(LENGTHS));
    if (kind === 1) return assemble(header, mutateBytes(data, random, corpus));
    if (kind === 10) return repeatMember(header, data, random);
    if (kind < 6) changeMetadata(header, random);
    else if (kind < 8) changeEntry(header, random);
    else return seal(changeJson(header, random), data, random);
    return seal(header, data, random);
  } catch {
    return mutateBytes(file, random, corpus);
  }
}

/** A member of the header, or of one of its objects, twice: `JSON.parse` would take the last. */
function repeatMember(header, data, random) {
  const inner = random.chance(0.5) ? random.pick(Object.keys(header)) : undefined;
  const [name, value] = random.pick(Object.entries(inner === undefined ? header : header[inner]));
  const member = `${JSON.stringify(name)}:${writeJson(value)}`;
  const text = writeJson(header);
  const at = inner === undefined ? 1 : text.indexOf('{', text.indexOf(JSON.stringify(inner))) + 1;
  return join(...lengthAnd(Buffer.from(`${text.slice(0, at)}${member},${text.slice(at)}`)), data);
}

/** Metadata are texts; some of them hold JSON. */
function changeMetadata(header, random) {
  const metadata = header.__metadata__;
  const name = random.pick(Object.keys(metadata));
  let value;
  try {
    value = JSON.parse(metadata[name]);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null) metadata[name] = writeJson(changeJson(value, random));
  else
    metadata[name] = random.pick([
      '',
      '-1',
      '1.5',
      '1e3',
      'Infinity',
      'null',
      '9'.repeat(30),
      '2',
      '1',
      'best',
      'last',
      '\u001b[2J',
    ]);
}

/** Shapes, offsets and dtypes that disagree, overlap or are huge. */
function changeEntry(header, random) {
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  const entry = header[random.pick(names)];
  const big = [0, 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1e300];
  const change = random.below(5);
  if (change === 0) entry.shape = Array.from({ length: random.below(7) }, () => random.pick(big));
  else if (change === 1) entry.data_offsets[random.below(2)] = random.pick(big);
  else if (change === 2) entry.dtype = random.pick([...DTYPES, 'F8_E4M3', '', null, [['F32']]]);
  else if (change === 3) entry.data_offsets = [...header[random.pick(names)].data_offsets];
  else
    for (let i = random.length(2000); i > 0; i--)
      header[`e${i}`] = { dtype: 'F32', shape: [0, 2 ** 53 - 1], data_offsets: [0, 0] };
}

/** Most of the time with right checksums, where there were any: to reach what is checked behind them. */
function seal(header, data, random) {
  const metadata = header?.__metadata__;
  if (metadata?.sha256_header === undefined || random.chance(0.1)) return assemble(header, data);
  metadata.sha256 = sha256(data);
  metadata.sha256_header = OPEN;
  const open = assemble(header, data);
  metadata.sha256_header = sha256(open.subarray(0, open.length - data.length));
  return assemble(header, data);
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
