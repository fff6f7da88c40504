export { prepareWasm } from './kernels.js';
