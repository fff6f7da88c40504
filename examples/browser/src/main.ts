// The page: a button, a progress bar and a chart around a trainer. Everything it shows comes from the trainer's events.
import type { EpochRecord, FitResult, Trainer } from '@amnl/core-loop';
import { BestToken } from '@amnl/early-stop';
import { createChart } from './chart.js';
import { chooseBackend, createTraining, EPOCHS } from './training.js';

const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const button = find<HTMLButtonElement>('button');
const progress = find<HTMLProgressElement>('progress');
const state = find('state');
const result = find('result');
const draw = createChart(find('chart'));
const digits = (value: number | undefined) => value?.toFixed(3) ?? '–';
const percent = (share: number | undefined) => (share === undefined ? '–' : `${(100 * share).toFixed(1)} %`);

/** Chart, latest values and table of the epochs done so far. */
function show(history: readonly EpochRecord[], epochs: number): void {
  const values = (metric: string) => history.map(({ metrics }) => metrics[metric]!);
  const lines = [
    { name: 'training', values: values('loss') },
    { name: 'validation', values: values('val_loss') },
  ];
  draw({ title: 'Cross-entropy by epoch', lines, epochs });
  find('train').textContent = digits(lines[0]!.values.at(-1));
  find('validation').textContent = digits(lines[1]!.values.at(-1));
  find('rows').replaceChildren(...history.map(rowOf));
}

function rowOf({ epoch, metrics }: EpochRecord): HTMLTableRowElement {
  const row = document.createElement('tr');
  for (const text of [epoch + 1, digits(metrics['loss']), digits(metrics['val_loss']), percent(metrics['accuracy'])]) {
    row.insertCell().textContent = String(text);
  }
  return row;
}

/** Why the run ended, and what the network that holds its best weights now can do. */
async function conclusion(trainer: Trainer, { reason }: FitResult): Promise<string> {
  const { epoch } = trainer.run.get(BestToken);
  if (epoch === undefined) return `Ended: ${reason.because}. No epoch was done.`;
  const { accuracy } = await trainer.evaluate();
  return `Ended: ${reason.because}. The network holds the weights of epoch ${epoch + 1}: ${percent(accuracy)} of points it has never seen are right.`;
}

async function train(): Promise<void> {
  const { trainer, dispose } = createTraining();
  const { run, events } = trainer;
  const stop = () => trainer.stop('you pressed Stop', { when: 'step' });
  try {
    result.textContent = '';
    button.textContent = 'Stop';
    button.addEventListener('click', stop, { once: true });
    let batches = 1;
    events.on('fit:started', ({ batchesPerEpoch, epochs }) => {
      batches = batchesPerEpoch ?? 1;
      show([], epochs);
    });
    events.on('batch:ended', ({ progress: { epoch, batch } }) => {
      state.textContent = `Epoch ${epoch + 1}/${run.epochs}, batch ${batch}/${batches}`;
      progress.value = (epoch + batch / batches) / run.epochs;
    });
    events.on('epoch:ended', () => show(run.history, run.epochs));
    result.textContent = await conclusion(trainer, await trainer.fit());
  } catch (error) {
    result.textContent = `Training failed: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    dispose();
    button.removeEventListener('click', stop);
    button.textContent = 'Start again';
    button.addEventListener('click', train, { once: true });
  }
}

const backend = await chooseBackend(new URLSearchParams(location.search).get('backend') ?? undefined);
state.textContent = `Ready, on ${backend}`;
show([], EPOCHS);
button.addEventListener('click', train, { once: true });
button.disabled = false;
