import { Models } from 'typedoc';

/**
 * Makes one page of a package: its README, then what its main entry exports. Other entries are modules of their own
 * below it, named as they are imported.
 * @param {import('typedoc').Models.ProjectReflection} project
 * @param {readonly import('./packages.mjs').Package[]} packages
 * @param {import('./router.mjs').Addresses} addresses filled with the modules' addresses
 */
export function arrangeModules(project, packages, addresses) {
  const modules = packages.map(({ name, folder }) => {
    const module = project.getChildByName([name]);
    if (!module?.isDeclaration()) throw new Error(`TypeDoc made no module of ${name} (${folder})`);
    addresses.set(module, `${folder}/index`);
    module.comment ??= new Models.Comment();
    module.comment.blockTags.push(new Models.CommentTag('@category', [{ kind: 'text', text: 'Packages' }]));
    if (module.readme !== undefined) module.readme = withoutTitle(module.readme);

    for (const entry of module.getChildrenByKind(Models.ReflectionKind.Module)) {
      if (entry.name === '.' || entry.name === '') {
        project.mergeReflections(entry, module);
      } else {
        addresses.set(entry, `${folder}/${entry.name}/index`);
        entry.name = `${name}/${entry.name}`;
      }
    }
    return module;
  });
  project.children = modules;
  project.childrenIncludingDocuments = [...(project.documents ?? []), ...modules];
}

/**
 * The page's own heading says the package's name already.
 * @param {readonly import('typedoc').Models.CommentDisplayPart[]} parts
 * @returns {import('typedoc').Models.CommentDisplayPart[]}
 */
function withoutTitle(parts) {
  const [first, ...others] = parts;
  return first?.kind === 'text' ? [{ ...first, text: first.text.replace(/^# .*\n+/, '') }, ...others] : [...parts];
}
