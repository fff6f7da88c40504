import { command } from '../../terminal/command-name.js';
import { firstLine } from '../../terminal/first-line.js';
import { howToBuild, howToInstall } from './advice.js';
import { type NativeName, type NativePackage, ourCore } from './find-package.js';
import { libraryInWords, type NativeLibrary } from './library.js';

/** What became of one attempt at a backend. */
export interface BackendAttempt {
  readonly name: string;
  /** `slow`: the GPU package without a GPU; it computes, on the CPU. */
  readonly status: 'ok' | 'absent' | 'broken' | 'slow';
  /** What was found, and what to do about it. */
  readonly message: string;
  /** Of a native package that works. */
  readonly library?: NativeLibrary;
}

/** What came of loading a native package, here or in a process of its own. */
export type Loading =
  | {
      readonly library: NativeLibrary;
      /** What TensorFlow says of GPUs in its log, where that was listened to. */
      readonly says?: string | undefined;
    }
  | { readonly failure: string };

/** A package that is not there. */
export function absent(name: NativeName): BackendAttempt {
  return { name, status: 'absent', message: `${name} is not installed. Install it with ${howToInstall(name)}` };
}

/**
 * A package that must not be loaded: with a tfjs-core of another version two sets of kernels and gradients have the same names, and
 * which of them compute depends on the order of loading. Another copy of the same version does the same.
 */
export function unfit({ name, version, otherCore }: NativePackage): BackendAttempt | undefined {
  const own = ourCore();
  if (otherCore === undefined || otherCore.version === own.version) return undefined;
  const copies = `it comes with @tensorflow/tfjs-core ${otherCore.version} in ${otherCore.folder}, and amnl uses ${own.version} in ${own.folder}`;
  const message = `${name} ${version} is incompatible: ${copies}. Remove it, or install the matching version: ${howToInstall(name)}`;
  return { name, status: 'broken', message };
}

/** The message about a package that was loaded, or did not load. */
export function outcome(found: NativePackage, loading: Loading): BackendAttempt {
  const { name } = found;
  if ('failure' in loading) return { name, status: 'broken', message: whyNot(name, loading.failure) };
  const { library, says } = loading;
  const what = `${name} ${library.version}, ${libraryInWords(library)}`;
  if (!name.endsWith('-gpu') || library.device === 'GPU') return { name, status: 'ok', message: what, library };
  const why = says === undefined ? `see '${command('doctor')}'` : `TensorFlow says: ${says}`;
  return { name, status: 'slow', message: `${what}, because it finds no GPU (${why})`, library };
}

function whyNot(name: NativeName, failure: string): string {
  if (/native addon module .* can ?not/is.test(failure)) {
    return `${name} is installed but its native library is not built. ${howToBuild(name)}`;
  }
  return `${name} is installed but does not load: ${firstLine(failure)}. Remove it, or reinstall it: ${howToInstall(name)}`;
}
