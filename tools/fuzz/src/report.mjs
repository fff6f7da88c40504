// The table of a run, and the files of what was found.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusOf, inputAt } from './inputs.mjs';

const HEAD = ['parser', 'inputs', 'values', 'errors by code', 'crashes', 'hangs', 'over-allocations', 'seconds'];
/** A defect is mostly hit many times: findings that differ in numbers only count as one. */
const likeness = ({ kind, detail }) =>
  `${kind} ${detail
    .split('\n')[0]
    .replace(/[\d"']+/g, '')
    .slice(0, 100)}`;
const MOST_FILES = 20;

/** The line of one parser. */
export function row(name, { inputs, tally, findings, seconds }) {
  const { value = 0, ...codes } = tally;
  const errors = Object.entries(codes)
    .sort(([, a], [, b]) => b - a)
    .map(([code, n]) => `${code} ${n}`); // prettier-ignore
  const of = (kind) => String(findings.filter((finding) => finding.kind === kind).length);
  return [
    name,
    String(inputs),
    String(value),
    errors.join(', '),
    of('crash'),
    of('hang'),
    of('over-allocation'),
    seconds.toFixed(1),
  ]; // prettier-ignore
}

/** A table for Markdown. */
export function table(rows) {
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Writes the inputs of the findings. @returns lines that tell what happened and how to run each again */
export async function saveFindings(name, module, seed, findings, folder) {
  if (findings.length === 0) return [];
  const { default: parser } = await import(module);
  const corpus = corpusOf(parser.name);
  mkdirSync(folder, { recursive: true });
  const distinct = new Map([...findings].reverse().map((finding) => [likeness(finding), finding]));
  const told = [...distinct.values()].reverse().slice(0, MOST_FILES);
  const lines = told.flatMap(({ index, kind, detail }) => {
    const path = join(folder, `${name}-${seed}-${index}.bin`);
    writeFileSync(path, inputAt(parser, corpus, seed, index));
    return [`${name}: ${kind}: ${detail}`, `  again: pnpm fuzz --parser ${name} --file ${path}`];
  });
  if (findings.length > told.length) lines.push(`${name}: ${findings.length - told.length} more of these kinds`);
  return lines;
}
