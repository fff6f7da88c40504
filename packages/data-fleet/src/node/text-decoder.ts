import { fleetError } from '../errors.js';

/** Decodes bytes piece by piece; `undefined` ends the text. Throws `DF_ENCODING` for bytes that are not in the encoding. */
export function decoderFor(
  file: string,
  first: Uint8Array,
  encoding = markedEncoding(first),
): (bytes: Uint8Array | undefined) => string {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw fleetError('DF_ENCODING', `unknown encoding '${encoding}'. Common ones are utf-8 and windows-1252`, cause);
  }
  return (bytes) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw fleetError(
        'DF_ENCODING',
        `${file} is not in ${decoder.encoding}. Name its encoding, as windows-1252 ("encoding" in a dataset.json; --encoding of amnl data describe and amnl predict), or write it in UTF-8`,
        cause,
      );
    }
  };
}

/** By the mark at the start of a file, or its first letter. */
function markedEncoding(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Without a mark: of a letter in the first line one byte is 0, which no text in another encoding has.
  if (bytes.length < 2 || (bytes[0] !== 0) === (bytes[1] !== 0)) return 'utf-8';
  return bytes[0] === 0 ? 'utf-16be' : 'utf-16le';
}
