export { type Clipped, clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clip.js';
export { type GradClipOptions, gradClip } from './grad-clip.js';
