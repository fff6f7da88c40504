import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { BuildError } from './build-error.js';
import { PINS, type Pin } from './pins.js';

/** A tfjs-node that is installed. */
export interface FoundPackage {
  readonly pin: Pin;
  /** Its resolved folder. */
  readonly folder: string;
  /** The Node-API version of the binding that it looks for under this Node. */
  readonly napi: number;
}

/** The requested package, or the only one that is installed. */
export type Choice = 'cpu' | 'gpu' | undefined;

/**
 * Finds the package as a program in this project's folder would.
 * @throws BuildError if it is not installed, if both are and none was requested, or if the version is unsupported
 */
export function findPackage(project: string, choice: Choice, pins = PINS): FoundPackage {
  const wanted = choice === undefined ? [pins.cpu, pins.gpu] : [pins[choice]];
  const found = wanted.flatMap((pin) => {
    const folder = folderOf(project, pin.npm);
    return folder === undefined ? [] : [{ pin, folder }];
  });
  const [one, another] = found;
  if (one === undefined) {
    if (!statSync(resolve(project), { throwIfNoEntry: false })?.isDirectory()) {
      throw new BuildError('TN_PACKAGE_MISSING', `there is no folder ${resolve(project)}. Give your project's folder`);
    }
    const names = wanted.map((pin) => pin.npm).join(' nor ');
    const install = `npm install ${wanted[0]?.npm}@${wanted[0]?.version} --ignore-scripts`;
    const neither = wanted.length > 1 ? `neither ${names} is` : `${names} is not`;
    throw new BuildError('TN_PACKAGE_MISSING', `${neither} installed in ${resolve(project)}. Run '${install}' first`);
  }
  if (another !== undefined) {
    const both = `${one.pin.npm} and ${another.pin.npm} are both installed`;
    throw new BuildError('TN_USAGE', `${both}. Choose one: 'tfjs-node-build --cpu' or 'tfjs-node-build --gpu'`);
  }
  return { ...one, napi: readManifest(one) };
}

function folderOf(project: string, name: string): string | undefined {
  try {
    return realpathSync(dirname(createRequire(join(resolve(project), 'package.json')).resolve(`${name}/package.json`)));
  } catch {
    return undefined;
  }
}

/** Checks the version. @returns the newest Node-API version that both this Node and the package have */
function readManifest({ pin, folder }: { readonly pin: Pin; readonly folder: string }): number {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly binary?: { readonly napi_versions?: readonly number[] };
  };
  if (manifest.version !== pin.version) {
    const known = `supported is ${pin.version}`;
    const install = `npm install ${pin.npm}@${pin.version} --ignore-scripts`;
    throw new BuildError(
      'TN_PACKAGE_VERSION',
      `${pin.npm} in ${folder} is ${manifest.version}; ${known}. '${install}'`,
    );
  }
  const own = Number(process.versions.napi);
  return Math.max(...(manifest.binary?.napi_versions ?? [8]).filter((version) => version <= own));
}
