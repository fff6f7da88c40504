import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { build, type Plugin } from 'esbuild';

const BUILT_IN = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
const isBuiltIn = (name: string) => name.startsWith('node:') || BUILT_IN.has(name);

/** Names that only Node binds. */
const GLOBALS = ['process', 'Buffer', 'require', 'module', '__dirname', '__filename', 'global', 'setImmediate'];
const MARK = '__only_in_node_';

/**
 * What a browser lacks of that which some files need: built-in modules of Node, however they are loaded, in these files
 * and in all that they import of ours; and Node's globals, unless asked for as `typeof process` or `globalThis.process?.`.
 * Packages of others are left to their authors.
 *
 * @returns `fs in path/file.ts`, `process: the line`; none means that a browser can load the files
 */
export async function nodeUses(files: readonly string[]): Promise<string[]> {
  const imports: string[] = [];
  const collect: Plugin = {
    name: 'collect built-ins',
    setup(building) {
      building.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
        if (importer === '' || path.startsWith('@amnl/')) return undefined;
        if (isBuiltIn(path)) imports.push(`${path} in ${importer}`);
        return { path, external: true };
      });
    },
  };
  const { outputFiles } = await build({
    entryPoints: [...files],
    outdir: dirname(files[0]!),
    plugins: [collect],
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@amnl/source'],
    treeShaking: false,
    // replaces only what no scope binds, so that a method or a parameter of the same name is no matter
    define: Object.fromEntries(GLOBALS.map((name) => [name, MARK + name])),
    supported: { 'template-literal': false },
    logLevel: 'silent',
  });
  const globals = outputFiles.flatMap(({ text }) => text.split('\n').flatMap(unguarded));
  return [...new Set([...imports, ...globals])];
}

/** The uses of Node's globals in a line of the bundle that would throw, or load a module behind the bundler's back. */
function unguarded(line: string): string[] {
  const free = [...line.matchAll(new RegExp(`(typeof )?${MARK}(\\w+)`, 'g'))].filter(
    ([, guard]) => guard === undefined,
  );
  const own = [...line.matchAll(/globalThis\.(process|Buffer|require|global|setImmediate)(?=[.([])/g)];
  const behind = [...line.matchAll(/\b(getBuiltinModule)\b/g)];
  const names = [...free.map(([, , name]) => name), ...[...own, ...behind].map(([, name]) => name)];
  return names.map((name) => `${name}: ${line.trim().replaceAll(MARK, '')}`);
}
