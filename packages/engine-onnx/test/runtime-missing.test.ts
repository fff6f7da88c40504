import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HERE, runProgram } from './run-program.js';

interface Told {
  readonly code: string;
  readonly message: string;
  readonly cause: string;
}
type Results = Readonly<Record<'compile' | 'again' | 'loadRuntime' | 'trainer', Told>> & {
  readonly w: number;
  readonly eager: number;
  readonly backend: string;
};

/** An installation of the package and what it asks for, but for ONNX Runtime. */
let app = '';

beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'amnl-no-runtime-'));
  const modules = join(app, 'node_modules');
  const own = join(modules, '@amnl', 'engine-onnx');
  cpSync(join(HERE, 'dist'), join(own, 'dist'), { recursive: true });
  cpSync(join(HERE, 'package.json'), join(own, 'package.json'));
  mkdirSync(join(modules, '@tensorflow'));
  for (const name of ['@amnl/core-loop', '@tensorflow/tfjs', '@tensorflow/tfjs-core']) {
    symlinkSync(join(HERE, 'node_modules', name), join(modules, name), 'junction');
  }
  cpSync(join(HERE, 'test', 'programs', 'runtime-missing.mjs'), join(app, 'program.mjs'));
});
afterEach(() => rmSync(app, { recursive: true, force: true }));

const results = () => runProgram<Results>(join(app, 'program.mjs'));

describe('without ONNX Runtime', () => {
  it('says what is missing, where, and what to do', async () => {
    const { compile, again, loadRuntime, trainer } = await results();
    for (const { code, message } of [compile, again, loadRuntime, trainer]) {
      expect(code).toBe('EO_RUNTIME_MISSING');
      expect(message).toContain(
        `ONNX Runtime cannot be loaded on ${process.platform} ${process.arch}, Node ${process.versions.node}`,
      );
      expect(message).toContain("Cannot find package 'onnxruntime-node'");
      expect(message).toContain('npm install onnxruntime-node');
      expect(message).toContain('eager engine');
    }
    expect(compile.cause).toContain('onnxruntime-node');
  });

  it('leaves TensorFlow.js as it was', async () => {
    const { w, eager, backend } = await results();
    expect({ w, eager, backend }).toEqual({ w: 2, eager: 6, backend: 'cpu' });
  });

  it('says so too where its binary does not load', async () => {
    const folder = join(app, 'node_modules', 'onnxruntime-node');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "name": "onnxruntime-node", "main": "index.js" }');
    const wrong = 'libonnxruntime.so.1: cannot open shared object file';
    writeFileSync(join(folder, 'index.js'), `throw new Error(${JSON.stringify(`${wrong}\nRequire stack: …`)});`);
    const { compile, again } = await results();
    for (const { code, message, cause } of [compile, again]) {
      expect(code).toBe('EO_RUNTIME_MISSING');
      expect(message).toContain(`: ${wrong}. Its package`);
      expect(cause).toContain('Require stack');
    }
  });
});
