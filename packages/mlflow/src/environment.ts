import { failure } from './errors.js';

/** Where MLflow is and how to talk to it, from the environment. It never leaves the memory of the process. */
export interface Server {
  /** Address without credentials and trailing slash: safe to show. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** Milliseconds that one request may take. */
  readonly timeout: number;
  /** From `MLFLOW_EXPERIMENT_ID` and `MLFLOW_EXPERIMENT_NAME`. */
  readonly experimentId: string | undefined;
  readonly experimentName: string | undefined;
  /** From `MLFLOW_RUN_ID`: the run to continue. */
  readonly runId: string | undefined;
  /** Removes secrets from a text that a server or the system returned. */
  readonly redact: (text: string) => string;
}

/** Variables by name, e.g. `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_TIMEOUT_SECONDS = 30;

/** What MLflow's own client supports and this one does not, with the alternative. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  MLFLOW_TRACKING_INSECURE_TLS:
    'certificates are always verified here. For your own certificate authority, set NODE_EXTRA_CA_CERTS to its file',
  MLFLOW_TRACKING_SERVER_CERT_PATH: 'Node reads the certificates of an authority from the file in NODE_EXTRA_CA_CERTS',
  MLFLOW_TRACKING_CLIENT_CERT_PATH: 'client certificates are not supported. Use a name and password, or a token',
  MLFLOW_TRACKING_AWS_SIGV4: 'AWS request signing is not supported. Use a server with a name and password, or a token',
  MLFLOW_TRACKING_AUTH: 'plugins of the Python client do not work here. Use a name and password, or a token',
};

/**
 * Reads MLflow's own variables: `MLFLOW_TRACKING_URI`, `MLFLOW_TRACKING_USERNAME` and `…_PASSWORD`, `MLFLOW_TRACKING_TOKEN`,
 * `MLFLOW_EXPERIMENT_NAME`, `MLFLOW_EXPERIMENT_ID`, `MLFLOW_RUN_ID`, `MLFLOW_HTTP_REQUEST_TIMEOUT`.
 * @throws MF_ENVIRONMENT; no message contains a secret
 */
export function serverOf(environment: Environment): Server {
  const read = (name: string) => environment[name]?.trim() || undefined;
  for (const [name, advice] of Object.entries(UNSUPPORTED)) {
    const value = read(name);
    if (value !== undefined && !/^(false|0)$/i.test(value)) throw unusable(`${name} is set, but ${advice}`);
  }
  const address = addressOf(read('MLFLOW_TRACKING_URI'));
  const username = read('MLFLOW_TRACKING_USERNAME') ?? decoded(address.username);
  const password = environment['MLFLOW_TRACKING_PASSWORD'] || decoded(address.password);
  const token = read('MLFLOW_TRACKING_TOKEN');
  const basic = username && password ? Buffer.from(`${username}:${password}`).toString('base64') : undefined;
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw unusable('MLFLOW_TRACKING_TOKEN has characters that an HTTP header cannot hold. Set it again');
  }
  const secrets = [password, address.password, token, basic].filter((text) => text !== undefined && text !== '');
  return {
    url: address.origin + address.pathname.replace(/\/+$/, ''),
    authorization: basic !== undefined ? `Basic ${basic}` : token && `Bearer ${token}`,
    timeout: timeoutOf(read('MLFLOW_HTTP_REQUEST_TIMEOUT')),
    experimentId: digits('MLFLOW_EXPERIMENT_ID', read('MLFLOW_EXPERIMENT_ID')),
    experimentName: read('MLFLOW_EXPERIMENT_NAME'),
    runId: runIdOf(read('MLFLOW_RUN_ID')),
    redact: (text) => secrets.reduce<string>((shown, secret) => shown.replaceAll(secret!, '***'), text),
  };
}

/**
 * Checks MLflow's variables before anything starts.
 * @param environment variables by name
 * @throws MF_ENVIRONMENT
 */
export function checkEnvironment(environment: Environment = process.env): void {
  serverOf(environment);
}

/** Whether the environment says where MLflow is. */
export function hasServer(environment: Environment): boolean {
  return (environment['MLFLOW_TRACKING_URI'] ?? '').trim() !== '';
}

/** No message shows more of the address than its scheme: it may contain a password. */
function addressOf(uri: string | undefined): URL {
  const example = 'e.g. http://127.0.0.1:5000';
  if (uri === undefined) throw unusable(`MLFLOW_TRACKING_URI is not set. Set it to your MLflow server, ${example}`);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined || !/^https?$/.test(scheme) || !/^https?:\/\//i.test(uri)) {
    const what = scheme === undefined ? 'not a URL' : `a ${scheme}: address`;
    const why = 'Tracking needs a server; files and databases can be written by MLflow alone';
    throw unusable(
      `MLFLOW_TRACKING_URI is ${what}. ${why}: start one with 'mlflow server' and give its address, ${example}`,
    );
  }
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    throw unusable(`MLFLOW_TRACKING_URI is not a valid URL. Give ${example}; encode special characters`);
  }
  if (url.search !== '' || url.hash !== '') {
    throw unusable(`MLFLOW_TRACKING_URI has a query or a fragment. Give the address of the server alone, ${example}`);
  }
  return url;
}

function decoded(text: string): string | undefined {
  try {
    return text === '' ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}

function timeoutOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT_SECONDS * 1000;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400) return seconds * 1000;
  throw unusable('MLFLOW_HTTP_REQUEST_TIMEOUT is not a number of seconds from 0 to 86400. Set it to one, e.g. 30');
}

function digits(name: string, text: string | undefined): string | undefined {
  if (text === undefined || /^\d{1,64}$/.test(text)) return text;
  throw unusable(`${name} is not a number. Copy it from the address of the experiment's page in MLflow`);
}

function runIdOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[a-zA-Z0-9][\w-]{0,255}$/.test(text)) return text;
  throw unusable("MLFLOW_RUN_ID is not the id of a run. Copy it from the address of the run's page in MLflow");
}

function unusable(message: string) {
  return failure('MF_ENVIRONMENT', message);
}
