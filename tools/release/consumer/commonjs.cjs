'use strict';
// require() of every package; `import` gives the same copy.
const assert = require('node:assert/strict');
const { dependencies } = require('./package.json');

const ours = Object.keys(dependencies).filter((name) => /^(@amnl\/|create-amnl)/.test(name));
assert.ok(ours.length > 20);
for (const name of ours) assert.ok(Object.keys(require(name)).length > 0, `${name} exports nothing`);
void import('@amnl/core-loop').then(({ TrainError }) => {
  assert.equal(TrainError, require('@amnl/core-loop').TrainError, 'one copy for require and import');
  console.log(`${ours.length} packages`);
});
