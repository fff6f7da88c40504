// Loaded into a real `amnl` by NODE_OPTIONS: writes the address of every module that is loaded, a line each, to the file AMNL_MODULES.
import { register } from 'node:module';

const hooks = `import { appendFileSync } from 'node:fs';
export function load(url, context, next) {
  appendFileSync(${JSON.stringify(process.env.AMNL_MODULES)}, url + '\\n');
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
