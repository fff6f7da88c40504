// pnpm native:build [--gpu]: tfjs-node, or tfjs-node-gpu, with the workspace's TensorFlow.js, in .tools/tfjs-node.
import { must, prepare } from '../run/setup.mjs';

await prepare();
await must('nx', ['run', '@amnl/tfjs-node-build:build', '--outputStyle=static'], { stdio: ['inherit', 2, 2] });
const { withNative } = await import('./src/native.mjs'); // needs what was just built

process.exitCode = await withNative(
  process.argv.includes('--gpu') ? 'gpu' : 'cpu',
  async ({ project }) => {
    console.log(project);
    return 0;
  },
  (why) => {
    console.error(why);
    return 1;
  },
);
