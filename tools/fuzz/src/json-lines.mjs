// Mutations of text with a JSON value a line: of one line as JSON, of the lines among themselves, or of the bytes.
import { fromText, mutateBytes, toText } from './bytes.mjs';
import { mutateJson } from './json.mjs';

export function mutateJsonLines(bytes, random, corpus) {
  if (random.chance(0.2)) return mutateBytes(bytes, random, corpus);
  const lines = toText(bytes).split('\n');
  const at = random.below(lines.length);
  const others = corpus.flatMap((file) => toText(file).split('\n')).map(fromText);
  if (random.chance(0.7)) lines[at] = toText(mutateJson(fromText(lines[at]), random, others));
  else if (random.chance(0.3)) lines.splice(at, 1);
  else if (random.chance(0.5)) lines.splice(at, 0, random.pick(lines));
  else lines.splice(at, 0, '');
  return fromText(lines.join('\n'));
}
