import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What came of importing a package that need not be there. */
export type OptionalImport =
  | { readonly status: 'loaded'; readonly module: Readonly<Record<string, unknown>> }
  | { readonly status: 'absent' }
  | { readonly status: 'broken'; readonly error: Error };

/**
 * Imports a package that may be missing: from where this file lies, else from the working folder, so that a package in
 * the user's project is found by an `amnl` installed elsewhere. The name is a variable on purpose: neither TypeScript nor
 * a bundler may want it.
 */
export async function importOptional(name: string): Promise<OptionalImport> {
  const here = await attempt(name, name);
  if (here.status !== 'absent') return here;
  let path: string;
  try {
    path = createRequire(join(process.cwd(), 'noop.js')).resolve(name);
  } catch {
    return here;
  }
  return attempt(pathToFileURL(path).href, name);
}

async function attempt(specifier: string, name: string): Promise<OptionalImport> {
  try {
    return { status: 'loaded', module: (await import(specifier)) as Record<string, unknown> };
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    // A package that is there may still lack one of its own dependencies: that is broken, not absent.
    const absent =
      (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(`'${name}'`);
    return absent ? { status: 'absent' } : { status: 'broken', error };
  }
}
