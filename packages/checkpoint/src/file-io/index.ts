import { register } from './register.js';

export { fileSystem } from './handler.js';

register();
