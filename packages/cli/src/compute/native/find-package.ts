import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { resolveOptional } from '../optional-import.js';

/** The native packages, the one for GPUs first. */
export const NATIVE_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/** The name of a native package. */
export type NativeName = (typeof NATIVE_PACKAGES)[number];

/** A package on the disk. */
export interface Installed {
  readonly version: string;
  readonly folder: string;
}

/** A native package as it is installed. */
export interface NativePackage extends Installed {
  readonly name: NativeName;
  /** The file that is loaded. */
  readonly entry: string;
  /** The tfjs-core that it uses, where that is another copy than ours. */
  readonly otherCore: Installed | undefined;
}

/** Looks for a native package, without loading it. */
export function findNative(name: NativeName): NativePackage | undefined {
  const entry = resolveOptional(name);
  const manifest = resolveOptional(`${name}/package.json`);
  if (entry === undefined || manifest === undefined) return undefined;
  const core = coreOf(manifest);
  const other = core !== undefined && core.folder !== ourCore().folder;
  return { name, entry, ...installed(manifest), otherCore: other ? core : undefined };
}

/** The tfjs-core of this program. */
export function ourCore(): Installed {
  return installed(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json'));
}

/** A native package has tfjs-core through `@tensorflow/tfjs`. */
function coreOf(manifest: string): Installed | undefined {
  try {
    const union = createRequire(manifest).resolve('@tensorflow/tfjs/package.json');
    return installed(createRequire(union).resolve('@tensorflow/tfjs-core/package.json'));
  } catch {
    return undefined; // then it does not load, and says why
  }
}

function installed(manifest: string): Installed {
  const { version } = createRequire(import.meta.url)(manifest) as { version: string };
  return { version, folder: dirname(manifest) };
}
