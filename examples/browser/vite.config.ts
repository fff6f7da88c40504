import { defineConfig } from 'vite';

export default defineConfig({
  // TensorFlow.js alone is larger than Vite's limit for a warning.
  build: { chunkSizeWarningLimit: 1000 },
});
