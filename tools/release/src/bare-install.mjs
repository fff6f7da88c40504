// The command line installed as its README says, by someone who sets nothing and reaches the registry alone.
import { run, StepFailed } from '../../run/command.mjs';
import { makeProject } from './strangers.mjs';

/**
 * Where the host of ONNX Runtime's CUDA libraries cannot be reached, npm leaves ONNX Runtime out: then `amnl doctor` must say
 * what to do, and that must help.
 * @param {string} cwd empty @param {NodeJS.ProcessEnv} env
 */
export async function installBare(cwd, { ONNXRUNTIME_NODE_INSTALL: _, ...env }) {
  await makeProject(cwd, { private: true });
  await run(['npm', 'install', '@amnl/cli'], { cwd, env });
  const { status, detail } = await engineFinding(cwd, env);
  if (status === 'ok') return;
  const remedy = /ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node/.exec(detail)?.[0];
  if (remedy === undefined) throw new StepFailed(`installed without its engine, and no word of what to do: ${detail}`);
  await run(['bash', '-c', remedy], { cwd, env });
  const then = await engineFinding(cwd, env);
  if (then.status !== 'ok') throw new StepFailed(`what amnl doctor says to do does not help: ${then.detail}`);
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
