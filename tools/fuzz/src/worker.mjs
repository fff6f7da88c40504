// Runs inputs in a thread of its own, which can be stopped whatever it does.
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { corpusOf, inputAt } from './inputs.mjs';
import { judge } from './judge.mjs';
import { countArrays } from './memory.mjs';

const BATCH = 250;

const { parser: url, seed, from, to, skip, file, folder, clock, maxMs } = workerData;
const { default: parser } = await import(url);
countArrays();
const corpus = corpusOf(parser.name);

let tally = {};
let last = Date.now();
for (let index = from; index < to; index++) {
  if (!skip.includes(index)) await one(index);
  if ((index + 1 - from) % BATCH === 0 || index + 1 === to || Date.now() - last > 1000) {
    parentPort.postMessage({ tally, upTo: index + 1 });
    tally = {};
    last = Date.now();
  }
}
parentPort.postMessage({ done: true });

async function one(index) {
  const bytes = file === undefined ? inputAt(parser, corpus, seed, index) : new Uint8Array(readFileSync(file));
  clock[0] = index;
  clock[1] = Date.now();
  const { kind, code, detail } = await judge(parser, bytes, folder, maxMs);
  clock[1] = 0;
  if (detail !== undefined) parentPort.postMessage({ finding: { index, kind, detail } });
  else tally[code ?? 'value'] = (tally[code ?? 'value'] ?? 0) + 1;
}
