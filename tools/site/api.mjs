// Writes the API of every published package, one markdown page for each path of `exports`, for VitePress to show.
// A type that is not exported, a symbol without a comment and a link that leads nowhere are errors.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, Converter } from 'typedoc';

const PACKAGES = join(import.meta.dirname, '../../packages');

// Types that stay inside their package although something exported mentions them.
const NOT_EXPORTED = new Map([
  [
    '@amnl/cli',
    [
      'FROM_DATA',
      'SchemaName',
      'historyLineSchema',
      'metricsSchema',
      'reasonsSchema',
      'stepLineSchema',
      'timingsSchema',
    ],
  ],
  ['@amnl/core-loop', ['ERROR_CODES', 'Group', 'StopOptions']],
  ['@amnl/engine-onnx', ['Attribute']],
]);

/** Source files by how they are imported: `@amnl/core-loop/testing`. */
const imported = new Map();
const packages = readdirSync(PACKAGES).map((folder) => {
  const { name, exports } = JSON.parse(readFileSync(join(PACKAGES, folder, 'package.json'), 'utf8'));
  for (const [path, target] of Object.entries(exports)) {
    const source = target['@amnl/source'];
    if (source !== undefined) imported.set(join(PACKAGES, folder, source), `${name}${path.slice(1)}`);
  }
  return name;
});

const app = await Application.bootstrapWithPlugins({
  options: join(import.meta.dirname, 'typedoc.json'),
  entryPoints: [...imported.keys()],
  packagesRequiringDocumentation: packages,
});
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
  const name = imported.get(context.getSymbolFromReflection(reflection)?.valueDeclaration?.getSourceFile().fileName);
  if (name !== undefined) reflection.name = name;
});
const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);

// TypeDoc looks at the exports of one package only, the project's.
const off = { notDocumented: false, invalidLink: false, invalidPath: false, rewrittenLink: false };
app.options.setValue('validation', { ...off, notExported: true });
for (const name of packages) {
  project.packageName = name;
  app.options.setValue('intentionallyNotExported', NOT_EXPORTED.get(name) ?? []);
  app.validate(project);
}
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1);
