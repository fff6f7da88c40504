import type { PbfWriter } from 'pbf';

const encoder = new TextEncoder();

/**
 * A string field. Not `writeStringField`: that of pbf 5.1 writes characters beyond U+1FFFF (rare Chinese ones) as others,
 * since it joins the halves of a pair with `| 0x10000` in place of `+`.
 */
export function writeText(out: PbfWriter, field: number, text: string): void {
  out.writeBytesField(field, encoder.encode(text));
}
