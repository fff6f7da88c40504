// Loaded into a real `amnl` by NODE_OPTIONS: sends the process AMNL_KILL_SIGNAL at the n-th moment of a kind.
// AMNL_KILL_AT=<kind>:<n>; kinds are events of the run (batch:ended, eval:started, …) and calls of the file system within the
// run's checkpoints (fs:open, fs:write, fs:sync, fs:rename), before and after each call.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, kind, count] = /^(.+):(\d+)$/.exec(process.env.AMNL_KILL_AT);
let left = Number(count);
const moment = (what) => {
  if (what === kind && --left === 0) process.kill(process.pid, process.env.AMNL_KILL_SIGNAL);
};

const require = createRequire(process.env.AMNL_KILL_FROM);
const { TrainEmitter } = await import(pathToFileURL(require.resolve('@amnl/core-loop')).href);
const { emit } = TrainEmitter.prototype;
TrainEmitter.prototype.emit = function (event, ...payload) {
  moment(event);
  return emit.call(this, event, ...payload);
};

const files = require('node:fs/promises');
const watched = (path) => String(path).includes('checkpoints');
const around = (what, call) =>
  async function (...given) {
    moment(what);
    const result = await call.apply(this, given);
    moment(what);
    return result;
  };
const { open, rename } = files;
files.rename = (...given) => (watched(given[0]) ? around('fs:rename', rename)(...given) : rename(...given));
files.open = async (...given) => {
  if (!watched(given[0])) return open(...given);
  const file = await around('fs:open', open)(...given);
  file.sync = around('fs:sync', file.sync);
  const { write } = file;
  // Half of what is asked for at a time, as systems may: a kill between two writes leaves a torn file.
  file.write = around('fs:write', (bytes, from, length) => write.call(file, bytes, from, Math.max(1, length >> 1)));
  return file;
};
syncBuiltinESMExports();
