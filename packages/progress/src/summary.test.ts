import { describe, expect, it } from 'vitest';
import { AMNL_METRICS, viewOf } from '../test/views.js';
import { render } from './segments.js';
import { summaryTable } from './summary.js';

const table = (columns: number, ...view: Parameters<typeof viewOf>) =>
  summaryTable(viewOf(...view), columns - 1).map((line) => render(line, false).trimEnd());

describe('the table at the end', () => {
  it('has the best of each metric with its epoch, and the last', () => {
    const best: Record<string, { epoch: number; value: number }> = {
      rul_loss: { epoch: 18, value: 401.2 },
      health_loss: { epoch: 19, value: 0.3102 },
      RMSE_last_cycle: { epoch: 11, value: 18.91 },
      weighted_penalty: { epoch: 10, value: 1410 },
    };
    expect(table(80, { best: ({ name }) => best[name] })).toEqual([
      'metric              best                last',
      'rul_loss           401.2 (epoch 19)    993.4',
      'health_loss       0.3102 (epoch 20)   0.5012',
      'RMSE_last_cycle    18.91 (epoch 12)    20.58',
      'weighted_penalty    1410 (epoch 11)     1760',
    ]);
  });

  it('leaves out columns in a narrow window', () => {
    expect(table(40)[3]).toBe('RMSE_last_cycle   18.91    20.58');
    expect(table(20)[3]).toBe('RMSE_last_cy… 18.91');
  });

  it('knows no best of a metric that may be better either way', () => {
    const metrics = { accuracy: 0.9, loss: 0.5 };
    const best = () => ({ epoch: 0, value: 0.4 });
    expect(table(80, { metrics, best }, { metrics: ['accuracy', 'loss'] })).toEqual([
      'metric      best               last',
      'accuracy                     0.9000',
      'loss      0.4000 (epoch 1)   0.5000',
    ]);
  });

  it('is empty before an epoch is done', () => {
    expect(table(80, { metrics: {}, latest: AMNL_METRICS })).toEqual([]);
  });
});
