/** FNV-1a over an array, four bytes at a time, well mixed: distinguishes two data sets; not secure against malice. */
export function checksum({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  let hash = 0x811c9dc5;
  const add = (parts: Uint32Array | Uint8Array) => {
    for (let i = 0; i < parts.length; i++) {
      hash = Math.imul(hash ^ parts[i]!, 0x01000193);
      hash ^= hash >>> 15; // else the high bits of a word would never reach the low ones
    }
  };
  const words = byteOffset % 4 === 0 ? byteLength >>> 2 : 0;
  if (words > 0) add(new Uint32Array(buffer, byteOffset, words));
  add(new Uint8Array(buffer, byteOffset + 4 * words, byteLength - 4 * words));
  return (hash >>> 0).toString(16).padStart(8, '0');
}
