import { version_core } from '@tensorflow/tfjs-core';
import type { NativeName } from './find-package.js';

/** What decides what can be done; as in `process`. */
type Machine = Pick<NodeJS.Process, 'platform' | 'arch'>;

/** Where `@amnl/tfjs-node-build` builds. */
const builds = ({ platform, arch }: Machine) => platform === 'linux' && arch === 'x64';

/** The commands that install a native package with its library. */
export function howToInstall(name: NativeName, machine: Machine = process): string {
  const wanted = `${name}@${version_core}`;
  if (!builds(machine)) return `'npm install ${wanted}', which also downloads its library`;
  return `'npm install --ignore-scripts ${wanted}', then '${buildCommand(name)}'`;
}

/** What to do about a package without its library, as a sentence. */
export function howToBuild(name: NativeName, machine: Machine = process): string {
  if (builds(machine)) return `Run '${buildCommand(name)}', or remove the package`;
  const { platform, arch } = machine;
  return `Run 'npm rebuild ${name}', which downloads it, or remove the package. @amnl/tfjs-node-build is for Linux on x64, and this is ${platform} on ${arch}`;
}

function buildCommand(name: NativeName): string {
  return `npx @amnl/tfjs-node-build ${name === '@tensorflow/tfjs-node-gpu' ? '--gpu' : '--cpu'}`;
}
