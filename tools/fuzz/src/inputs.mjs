// The inputs of a parser: its corpus as it is, then mutations of it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAX_INPUT } from './judge.mjs';
import { randomOf } from './random.mjs';

const CORPUS = fileURLToPath(new URL('../corpus', import.meta.url));

/** Saved inputs of a parser, in the order of their names. */
export function corpusOf(name) {
  const folder = join(CORPUS, name);
  if (!existsSync(folder)) return [new Uint8Array(0)];
  return readdirSync(folder)
    .sort()
    .map((file) => new Uint8Array(readFileSync(join(folder, file)))); // prettier-ignore
}

/** Input `index` of a run: depends on nothing but seed, parser, corpus and index. */
export function inputAt(parser, corpus, seed, index) {
  if (index < corpus.length) return corpus[index];
  const random = randomOf(seed, parser.name, index);
  let bytes = random.pick(corpus);
  for (let n = random.between(1, 4); n > 0; n--) bytes = parser.mutate(bytes, random, corpus);
  return bytes.length > MAX_INPUT ? bytes.slice(0, MAX_INPUT) : bytes;
}
