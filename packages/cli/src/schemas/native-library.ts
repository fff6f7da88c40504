import { z } from 'zod';

/** The native TensorFlow that a run computes with. */
export const nativeLibrarySchema = z
  .looseObject({
    package: z.string().describe('`@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`.'),
    version: z.string().describe('Version of that package.'),
    tensorflow: z.string().describe('Version of its C library, as that says itself, e.g. `2.15.1`.'),
    device: z.enum(['CPU', 'GPU']).describe('What it computes on.'),
  })
  .describe('The native library of the backend `tensorflow`; absent with another backend.');
