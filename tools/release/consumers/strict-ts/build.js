// Both compilers, both ways of resolving modules; nodenext also writes dist/.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

for (const typescript of ['typescript-6', 'typescript-7']) {
  const folder = `node_modules/${typescript}`;
  const { version, bin } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  for (const project of ['tsconfig.bundler.json', 'tsconfig.json']) {
    const { status } = spawnSync(process.execPath, [`${folder}/${bin.tsc}`, '-p', project], { stdio: 'inherit' });
    console.log(`TypeScript ${version} ${project}: ${status === 0 ? 'clean' : 'errors'}`);
    if (status !== 0) process.exitCode = 1;
  }
}
