import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What came of importing a package that need not be there. */
export type OptionalImport =
  | { readonly status: 'loaded'; readonly module: Readonly<Record<string, unknown>> }
  | { readonly status: 'absent' }
  | { readonly status: 'broken'; readonly error: Error };

/**
 * The file of a package, or of a module in it, that may be missing: as seen from where this file lies, else from the working folder,
 * so that a package in the user's project is found by an `amnl` installed elsewhere.
 */
export function resolveOptional(name: string): string | undefined {
  for (const from of [import.meta.url, join(process.cwd(), 'noop.js')]) {
    try {
      return createRequire(from).resolve(name);
    } catch {
      // not there
    }
  }
  return undefined;
}

/** Imports a package that may be missing, from where {@link resolveOptional} finds it. */
export async function importOptional(name: string): Promise<OptionalImport> {
  const path = resolveOptional(name);
  if (path === undefined) return { status: 'absent' };
  try {
    return { status: 'loaded', module: (await import(pathToFileURL(path).href)) as Record<string, unknown> };
  } catch (cause) {
    return { status: 'broken', error: cause instanceof Error ? cause : new Error(String(cause)) };
  }
}
