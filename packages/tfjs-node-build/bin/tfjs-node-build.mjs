#!/usr/bin/env node
// Written so that an old Node can read it, and gets a message instead of a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `[tfjs-node-build] needs Node 20.19 or newer, and this is ${process.versions.node}. Get one from https://nodejs.org`,
  );
  process.exit(2);
}
void import('../dist/main.js').then(async ({ main }) => {
  process.exitCode = await main(process.argv.slice(2));
});
