#!/usr/bin/env node
// Written so that an old Node can read it, and gets a message instead of a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `[cli] amnl needs Node 20.19 or newer, and this is ${process.versions.node}. Get one from https://nodejs.org`,
  );
  process.exit(2);
}
// Who closes the pipe that progress goes to, or fills its disk, misses the rest of it; a training goes on.
process.stderr.on('error', () => {});
void import('../dist/main.js')
  .then(({ main }) => main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  });
