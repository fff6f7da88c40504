import { createHash } from 'node:crypto';
import type { Client } from './client.js';
import { type Beginning, isObject, type RemoteRun, type RunStatus } from './entry.js';
import { Trouble } from './trouble.js';

/** Tags by which this package finds what it created. */
const ID_TAG = 'amnl.id';
const PARENT_TAG = 'amnl.parent';
const OLDEST_VERSION = 2;

/** The id of an MLflow run rather than a name. */
const RUN_ID = /^[0-9a-f]{32}$/;

/**
 * The MLflow run: the one in `MLFLOW_RUN_ID`, one that an earlier request created although its answer was lost, or
 * a new one, below its parent.
 * @throws Trouble
 */
export async function findOrCreateRun(client: Client, beginning: Beginning, signal: AbortSignal): Promise<RemoteRun> {
  await checkVersion(client, signal);
  const { runId } = client.server;
  if (runId !== undefined) return existingRun(client, runId, signal);
  const experiment = await experimentOf(client, beginning.experiment, signal);
  const parent = await parentOf(client, experiment, beginning.parent, beginning.at, signal);
  const found = await searchRun(client, experiment, ID_TAG, beginning.id, signal);
  const run =
    found ??
    (await createRun(client, experiment, beginning.name, beginning.at, signal, [
      [ID_TAG, beginning.id],
      ...(parent === undefined ? [] : ([['mlflow.parentRunId', parent]] as const)),
    ]));
  return parent === undefined ? run : { ...run, parent };
}

/** Sets the status of a run. @param end milliseconds since 1970; none for a running one */
export async function updateRun(
  client: Client,
  id: string,
  status: RunStatus | 'RUNNING',
  end: number | undefined,
  signal: AbortSignal,
) {
  await client.post('runs/update', { run_id: id, status, ...(end !== undefined && { end_time: end }) }, signal);
}

/** The run of an id, which must be active. @throws Trouble */
export async function existingRun(client: Client, id: string, signal: AbortSignal): Promise<RemoteRun> {
  const where = `the server at ${client.server.url}`;
  const advice = 'Restore it, or move mlflow.jsonl away to start a new one';
  const { run } = await client.get('runs/get', { run_id: id }, signal).catch((error: unknown) => {
    if (!(error instanceof Trouble) || error.reason !== 'RESOURCE_DOES_NOT_EXIST') throw error;
    throw new Trouble(
      'MF_REFUSED',
      `${where} has no run ${id}: it was deleted for good, or MLFLOW_TRACKING_URI is another server's. ${advice}`,
      { final: true },
    );
  });
  const { remote, stage } = remoteRun(client, run);
  if (stage === 'deleted')
    throw new Trouble('MF_REFUSED', `run ${id} on ${where} is deleted. ${advice}`, { final: true });
  return remote;
}

async function checkVersion(client: Client, signal: AbortSignal): Promise<void> {
  const version = await client.version(signal);
  if (version === undefined || Number.parseInt(version, 10) >= OLDEST_VERSION) return;
  throw new Trouble(
    'MF_NOT_MLFLOW',
    `the server at ${client.server.url} is MLflow ${version}. Update it to ${OLDEST_VERSION}.0 or newer`,
    { final: true },
  );
}

async function experimentOf(client: Client, wanted: string | undefined, signal: AbortSignal): Promise<string> {
  const { experimentId, experimentName, url } = client.server;
  if (wanted === undefined && experimentId !== undefined) return experimentId;
  const name = wanted ?? experimentName;
  if (name === undefined) return '0'; // MLflow's own, 'Default'
  const find = async () => {
    const { experiment } = await client.get('experiments/get-by-name', { experiment_name: name }, signal);
    if (!isObject(experiment) || typeof experiment['experiment_id'] !== 'string') throw unlikeMlflow(client);
    if (experiment['lifecycle_stage'] !== 'deleted') return experiment['experiment_id'];
    throw new Trouble(
      'MF_REFUSED',
      `the experiment '${name}' on the server at ${url} is deleted. Restore it, or give another name`,
      { final: true },
    );
  };
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof Trouble) || error.reason !== 'RESOURCE_DOES_NOT_EXIST') throw error;
  }
  try {
    const { experiment_id: id } = await client.post('experiments/create', { name }, signal);
    if (typeof id !== 'string') throw unlikeMlflow(client);
    return id;
  } catch (error) {
    if (!(error instanceof Trouble) || error.reason !== 'RESOURCE_ALREADY_EXISTS') throw error;
    return find(); // another process was faster
  }
}

/** The parent run: the one with that id, the one with that name that this package created, or a new one. */
async function parentOf(
  client: Client,
  experiment: string,
  parent: string | undefined,
  at: number,
  signal: AbortSignal,
) {
  if (parent === undefined) return undefined;
  if (RUN_ID.test(parent)) return (await existingRun(client, parent, signal)).id;
  // A digest needs no quotes in a search.
  const mark = createHash('sha256').update(parent).digest('hex').slice(0, 32);
  const find = () => searchRun(client, experiment, PARENT_TAG, mark, signal);
  const found = await find();
  if (found !== undefined) return found.id;
  const made = await createRun(client, experiment, parent, at, signal, [[PARENT_TAG, mark]]);
  const first = (await find()) ?? made;
  // If several processes start at once, all take the first one found.
  if (first.id !== made.id) await client.post('runs/delete', { run_id: made.id }, signal);
  return first.id;
}

async function searchRun(client: Client, experiment: string, tag: string, value: string, signal: AbortSignal) {
  const found = await client.post(
    'runs/search',
    {
      experiment_ids: [experiment],
      filter: `tags.\`${tag}\` = '${value}'`,
      max_results: 1,
      order_by: ['attributes.start_time ASC', 'attributes.run_id ASC'],
    },
    signal,
  );
  const [run] = Array.isArray(found['runs']) ? found['runs'] : [];
  return run === undefined ? undefined : remoteRun(client, run).remote;
}

async function createRun(
  client: Client,
  experiment: string,
  name: string,
  at: number,
  signal: AbortSignal,
  tags: readonly (readonly [string, string])[],
): Promise<RemoteRun> {
  const body = {
    experiment_id: experiment,
    run_name: name,
    start_time: at,
    tags: [['mlflow.runName', name] as const, ...tags].map(([key, value]) => ({ key, value })),
  };
  const { run } = await client.post('runs/create', body, signal);
  return remoteRun(client, run).remote;
}

function remoteRun(client: Client, run: unknown): { remote: RemoteRun; stage: unknown } {
  const info = isObject(run) && isObject(run['info']) ? run['info'] : {};
  const { run_id: id, experiment_id: experiment, artifact_uri: artifacts, lifecycle_stage: stage } = info;
  if (typeof id !== 'string' || typeof experiment !== 'string') throw unlikeMlflow(client);
  return { remote: { id, experiment, artifacts: typeof artifacts === 'string' ? artifacts : '' }, stage };
}

function unlikeMlflow(client: Client) {
  return new Trouble(
    'MF_NOT_MLFLOW',
    `the server at ${client.server.url} answers with JSON, but not like MLflow 2 or 3. Check MLFLOW_TRACKING_URI`,
  );
}
