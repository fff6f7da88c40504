// The template is a working plugin: its own tests run here as they stand.
import '../template/src/gradient-noise.test.js';
