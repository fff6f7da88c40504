// The two ways to a plugin of one's own: the guide followed block by block, and `npm create amnl-plugin`.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blocksOf, placeOf, titleOf } from '../../check/src/blocks.mjs';
import { run, StepFailed } from '../../run/command.mjs';
import { root } from './release.mjs';

const PAGE = 'docs/write-a-plugin.md';

/**
 * Writes the files and types the commands of the page in order; the text below commands must appear in what they print.
 * @param {string} cwd empty @param {NodeJS.ProcessEnv} env
 */
export async function followGuide(cwd, env) {
  let printed = '';
  for (const block of blocksOf(await readFile(join(root, PAGE), 'utf8'), PAGE)) {
    const path = titleOf(block);
    if (path !== undefined) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), block.text);
    } else if (block.language === 'sh') {
      printed = (await run(['bash', '-euo', 'pipefail', '-c', block.text], { cwd, env })).output;
    } else if (block.language === 'text') {
      const missing = block.text.split('\n').find((line) => !printed.includes(line.trim()));
      if (missing !== undefined)
        throw new StepFailed(`${placeOf(block)}: '${missing}' is not printed, but\n${printed}`);
    } else
      throw new StepFailed(`${placeOf(block)}: nobody writes or runs this block; it needs a title="path", sh or text`);
  }
}

/**
 * A plugin made, tested, built and imported as its users will.
 * @param {string} manager @param {string} cwd empty @param {NodeJS.ProcessEnv} env
 */
export async function followCreate(manager, cwd, env) {
  const typed = (/** @type {string} */ line, folder = cwd) => run(line.split(' '), { cwd: folder, env });
  const create = manager === 'yarn' ? 'yarn dlx create-amnl-plugin' : `${manager} create amnl-plugin`;
  const { output } = await typed(`${create} weight-tickler`);
  if (!output.includes(`  cd weight-tickler\n  ${manager} install\n`))
    throw new StepFailed(`${create} does not say what to type next:\n${output}`);
  const made = join(cwd, 'weight-tickler');
  for (const command of ['install', 'run test', 'run typecheck', 'run build'])
    await typed(`${manager} ${command}`, made);
  await run(['node', '-e', "import('amnl-plugin-weight-tickler').then((made) => made.weightTickler({ eta: 1 }))"], {
    cwd: made,
    env,
  });
}
