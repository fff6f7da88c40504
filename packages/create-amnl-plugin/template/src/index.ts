export { deviationAt, type GradientNoiseOptions, gradientNoise, normal } from './gradient-noise.js';
