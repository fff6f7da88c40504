// The command line installed as its README says, by someone who sets nothing and reaches the registry alone.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addPackages } from './managers.mjs';
import { run, StepFailed } from './run.mjs';

/** @param {import('./rehearsal.mjs').Rehearsal} rehearsal */
export async function runBareInstall({ ledger, temp, nodes, environment }) {
  await ledger.record({ name: 'bare-install', manager: 'npm', node: 'install' }, async () => {
    const cwd = join(temp, 'bare-install');
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'package.json'), '{ "name": "empty", "private": true }\n');
    const { ONNXRUNTIME_NODE_INSTALL: _, ...env } = environment(/** @type {number} */ (nodes[0]));
    await run(addPackages('npm', ['@amnl/cli']), { cwd, env });
    const { stdout } = await run(['npx', '--no-install', 'amnl', 'doctor', '--json'], { cwd, env });
    /** @type {{ findings: { what: string, status: string, detail: string }[] }} */
    const { findings } = JSON.parse(stdout);
    const engine = findings.find(({ what }) => what === 'engine onnx');
    if (engine?.status !== 'ok') throw new StepFailed(`installed, but without its engine: ${engine?.detail}`);
    return engine.detail;
  });
}
