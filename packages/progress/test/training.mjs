// A real, tiny training with what was built, for a pseudo-terminal. A step waits until the file GATE allows it; SAY makes it write
// to the terminal itself, FAIL fail, LISTEN end at Ctrl-C after the step under way.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { progress } from '@amnl/progress';
import '@tensorflow/tfjs';
import { enableProdMode, mean, mul, scalar, squaredDifference } from '@tensorflow/tfjs-core';

enableProdMode(); // no banner
const { GATE, SAY, FAIL, LISTEN, EPOCHS = '2' } = process.env;

const slow = {
  name: 'slow',
  hooks: {
    updated(step) {
      step.report('grad_norm', scalar(2.5));
      step.report('skipped_steps', scalar(0), { reduce: 'sum' });
    },
    async stepEnd({ progress: { step, batch } }) {
      if (SAY && batch === 1) console.log(`said after step ${step}`);
      if (FAIL && Number(FAIL) === step) throw new Error('power cut');
      while (GATE && step >= Number(readFileSync(GATE, 'utf8'))) await setTimeout(2);
    },
    async evaluate(_run, next) {
      const metrics = await next();
      return { ...metrics, score: 100 * metrics.rmse };
    },
  },
};
const error = (outputs, targets) => mean(squaredDifference(outputs.y, targets.target));
const trainer = tinyTrainer({
  epochs: Number(EPOCHS),
  plugins: [progress({ monitor: { rmse: 'min', score: 'min' } }), slow],
  loss: (outputs, targets) => ({
    total: error(outputs, targets),
    rul_loss: mul(error(outputs, targets), 1000),
    health_loss: error(outputs, targets),
  }),
});
if (LISTEN) {
  process.once('SIGINT', () => {
    trainer.run.events.emit('run:notice', { by: 'user', message: 'stopping' });
    trainer.stop('asked by Ctrl-C', { when: 'step' });
  });
}
await trainer.fit();
console.log('after the run');
