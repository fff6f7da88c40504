import { deepStrictEqual, ok } from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadCmapss } from '@amnl/data-cmapss/node';
import { extractArchive } from '../../../../packages/data-cmapss/dist/node/archive.js';
import { mutateBytes } from '../bytes.mjs';
import { sha256 } from '../tensor-file.mjs';
import { CONTENTS, lyingZip } from '../zip.mjs';

const known = (bytes) => ({ size: bytes.length, sha256: sha256(bytes) });
const files = Object.fromEntries(Object.entries(CONTENTS).map(([name, bytes]) => [name, known(bytes)]));
/** As though its checksum were the right one, so that what is behind that check is reached. */
const mirror = (bytes) => ({ url: 'http://mirror.invalid/CMAPSSData.zip', ...known(bytes) });

/** NASA's archive: reading it, and what a download writes. */
export default {
  name: 'archive',
  codes: ['DC_ARCHIVE_INVALID'],
  mutate: (bytes, random, corpus) => (random.chance(0.6) ? lyingZip(random) : mutateBytes(bytes, random, corpus)),
  run: (bytes) => extractArchive(bytes, mirror(bytes), files),
  /** Downloads it into a folder within a folder: the files must be there, right, and nothing else anywhere. */
  async check(contents, bytes, folder) {
    deepStrictEqual([...contents.keys()].sort(), Object.keys(CONTENTS).sort());
    const inner = join(folder, 'outer', 'a', 'data');
    const before = strays(folder);
    mkdirSync(inner, { recursive: true });
    const trueFetch = globalThis.fetch;
    globalThis.fetch = async () => new Response(bytes);
    try {
      await downloadCmapss({ directory: inner, mirrors: [mirror(bytes)], files });
    } finally {
      globalThis.fetch = trueFetch;
    }
    for (const [name, content] of Object.entries(CONTENTS)) ok(readFileSync(join(inner, name)).equals(content));
    const written = readdirSync(join(folder, 'outer'), { recursive: true }).map((name) => name.replaceAll('\\', '/'));
    deepStrictEqual(written.sort(), ['a', 'a/data', ...Object.keys(CONTENTS).map((name) => `a/data/${name}`)].sort());
    rmSync(join(folder, 'outer'), { recursive: true });
    deepStrictEqual(strays(folder), before);
  },
};

/** What a path that climbs out would leave: beside the folder, and where the archives of the fuzzer point. */
function strays(folder) {
  const places = [join(folder, '..'), process.cwd(), '/', '/etc', '/tmp'];
  return places.map((place) =>
    existsSync(place) ? Object.keys(CONTENTS).filter((name) => existsSync(join(place, name))) : [],
  );
}
