// The command line installed as its README says, by someone who sets nothing and reaches the registry alone.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, StepFailed } from '../../run/command.mjs';
import { addPackages } from './managers.mjs';

/** @param {import('./rehearsal.mjs').Rehearsal} rehearsal */
export async function runBareInstall({ ledger, temp, nodes, environment }) {
  await ledger.record({ name: 'bare-install', manager: 'npm', node: 'install' }, async () => {
    const cwd = join(temp, 'bare-install');
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'package.json'), '{ "name": "empty", "private": true }\n');
    const { ONNXRUNTIME_NODE_INSTALL: _, ...env } = environment(/** @type {number} */ (nodes[0]));
    await run(addPackages('npm', ['@amnl/cli']), { cwd, env });
    const first = await engineFinding(cwd, env);
    if (first.status === 'ok') return first.detail;
    // Where the host of its CUDA libraries cannot be reached, npm leaves ONNX Runtime out. The message must name the remedy,
    // and the remedy must work.
    if (!first.detail.includes('ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node')) {
      throw new StepFailed(`installed without its engine, and no word of what to do: ${first.detail}`);
    }
    const skip = { ...env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
    await run(addPackages('npm', ['onnxruntime-node']), { cwd, env: skip });
    const then = await engineFinding(cwd, env);
    if (then.status !== 'ok') throw new StepFailed(`what the message says to do does not help: ${then.detail}`);
    return `CUDA libraries unreachable; with the remedy of the message: ${then.detail}`;
  });
}

/**
 * What `amnl doctor` says of the compiled engine.
 * @param {string} cwd @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ status: string, detail: string }>}
 */
async function engineFinding(cwd, env) {
  const { stdout } = await run(['npx', '--no-install', 'amnl', 'doctor', '--json'], { cwd, env });
  /** @type {{ findings: { what: string, status: string, detail: string }[] }} */
  const { findings } = JSON.parse(stdout);
  return findings.find(({ what }) => what === 'engine onnx') ?? { status: 'absent', detail: 'no finding at all' };
}
