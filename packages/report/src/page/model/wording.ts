const WORDS: Readonly<Record<string, string>> = {
  loss: 'Total loss',
  rul_loss: 'RUL loss',
  health_loss: 'Health loss',
  RMSE_last_cycle: 'RMSE, last cycle',
  RMSE_all_cycles: 'RMSE, all cycles',
  nasa_score_paper: 'NASA score, last cycle',
  nasa_score_raw: 'NASA score, all cycles',
  learningRate: 'Learning rate',
  weightDecay: 'Weight decay',
  grad_norm: 'Gradient norm',
  health_accuracy: 'Health accuracy',
  accuracy: 'Accuracy',
};

const UNITS: Readonly<Record<string, string>> = {
  RMSE_last_cycle: 'cycles',
  RMSE_all_cycles: 'cycles',
  rul_loss: 'cycles²',
  grad_norm: 'before clipping',
};

/** A metric's name as a heading; names that the page does not know stay as they are. */
export function metricTitle(metric: string): string {
  if (metric.startsWith('val_')) return `${metricTitle(metric.slice(4))}, evaluation`;
  if (Object.hasOwn(WORDS, metric)) return WORDS[metric]!;
  if (/^[a-z]+_loss$/.test(metric)) return `${metric[0]!.toUpperCase()}${metric.slice(1).replace('_', ' ')}`;
  return metric;
}

/** What a metric is counted in, where that is known. */
export function metricUnit(metric: string): string | undefined {
  return Object.hasOwn(UNITS, metric) ? UNITS[metric] : undefined;
}

/** Which way a metric gets better, where its name leaves no doubt. Only sentences depend on it. */
export function directionOf(metric: string): 'min' | 'max' | undefined {
  if (/(^|_)loss$|^(val_)?(RMSE|MAE|nasa_score)_/.test(metric)) return 'min';
  return /accuracy|_f1_|^(val_)?R2_/.test(metric) ? 'max' : undefined;
}
