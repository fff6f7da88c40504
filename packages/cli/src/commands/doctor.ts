import { availableParallelism, totalmem } from 'node:os';
import { setBackend } from '@tensorflow/tfjs-core';
import { tryWasm, tryWebgpu, useBackend } from '../compute/backend.js';
import { probeOnnx } from '../compute/engine.js';
import { findNative, NATIVE_PACKAGES, ourCore } from '../compute/native/find-package.js';
import { lookAtTensorflow } from '../compute/native/try-tensorflow.js';
import { cacheDirectory, datasetsIn } from '../nasa/data-folders.js';
import { print, printJson } from '../terminal/terminal.js';

/** One thing looked at. */
export interface Finding {
  readonly what: string;
  /** `ok`; `absent` (optional, not there); `problem` (there, and not working); `broken` (needed, and not working). */
  readonly status: 'ok' | 'absent' | 'problem' | 'broken';
  /** What was found, and what to do about it. */
  readonly detail: string;
}

/** `amnl doctor`: tries everything a run may need. Exit code 1 only where something needed is broken. */
export async function doctor({ json }: { readonly json?: boolean }): Promise<void> {
  const findings = [node(), machine(), tensorflowJs(), ...(await engines()), ...(await backends()), ...dataSources()];
  const healthy = findings.every(({ status }) => status !== 'broken');
  if (json) await printJson({ healthy, findings }, { indent: 2 });
  else await print([...findings.map(asText), '', healthy ? 'Ready to train.' : 'Not ready: see ✗ above.']);
  if (!healthy) process.exitCode = 1;
}

function node(): Finding {
  return { what: 'Node', status: 'ok', detail: `${process.version}, ${process.platform} ${process.arch}` };
}

function machine(): Finding {
  const cores = availableParallelism();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  const threads = 'the compiled engine uses --threads of them, the eager engine on wasm uses one';
  return { what: 'processors', status: 'ok', detail: `${cores} (${threads}), ${memory}` };
}

/** The copies of tfjs-core: ours, and those that native packages bring. */
function tensorflowJs(): Finding {
  const what = 'TensorFlow.js';
  const own = ourCore();
  const others = NATIVE_PACKAGES.map(findNative).flatMap((found) => (found?.otherCore ? [found] : []));
  const detail = `@tensorflow/tfjs-core ${own.version} in ${own.folder}`;
  if (others.length === 0) return { what, status: 'ok', detail };
  const copies = others.map(({ name, otherCore }) => `${otherCore!.version} of ${name} in ${otherCore!.folder}`);
  const advice = `A program that loads ${others[0]!.name} before @amnl/core-loop is refused (CL_TENSORFLOW_TWICE). Install amnl in the same project, and run 'npm dedupe' to keep one copy`;
  return { what, status: 'problem', detail: `more than one copy: ${detail}; ${copies.join('; ')}. ${advice}` };
}

async function engines(): Promise<Finding[]> {
  const onnx = await probeOnnx();
  return [
    { what: 'engine eager', status: 'ok', detail: 'built in' },
    { what: 'engine onnx', status: onnx.ok ? 'ok' : 'problem', detail: onnx.message },
  ];
}

async function backends(): Promise<Finding[]> {
  await useBackend('cpu'); // production mode, and a backend to fall back on
  const cpu: Finding = { what: 'backend cpu', status: 'ok', detail: 'plain JavaScript, slow: for tests' };
  const wasm = await tryWasm();
  const others = [...(await lookAtTensorflow()), await tryWebgpu()];
  await setBackend('cpu');
  return [
    { what: 'backend wasm', status: wasm.status === 'ok' ? 'ok' : 'broken', detail: wasm.message },
    cpu,
    ...others.map(({ name, status, message }): Finding => {
      const native = name.startsWith('@');
      const what = `backend ${native ? 'tensorflow' : name}`;
      return { what, status: status === 'ok' || status === 'absent' ? status : 'problem', detail: message };
    }),
  ];
}

function dataSources(): Finding[] {
  const fromEnv = process.env['AMNL_DATA_DIR'];
  const cache = cacheDirectory();
  return [
    fromEnv
      ? folder('data AMNL_DATA_DIR', fromEnv, 'problem', 'Set it to the folder of the files, or unset it')
      : { what: 'data AMNL_DATA_DIR', status: 'absent' as const, detail: 'not set; --data-dir works as well' },
    folder('data cache', cache, 'absent', "'amnl data download' fills it; offline, training uses a simulated fleet"),
  ];
}

function folder(what: string, path: string, missing: Finding['status'], advice: string): Finding {
  const complete = datasetsIn(path);
  if (complete.length > 0) return { what, status: 'ok', detail: `${path}: ${complete.join(', ')}` };
  return { what, status: missing, detail: `${path} contains no data set. ${advice}` };
}

const MARKS: Readonly<Record<Finding['status'], string>> = { ok: '✓', absent: '·', problem: '!', broken: '✗' };

function asText({ what, status, detail }: Finding): string {
  return `${MARKS[status]} ${what.padEnd(20)} ${detail}`;
}
