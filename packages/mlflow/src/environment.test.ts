import { expect, test } from 'vitest';
import { serverOf } from './environment.js';

const at = (more: Record<string, string>) => serverOf({ MLFLOW_TRACKING_URI: 'http://127.0.0.1:5000', ...more });

test('an address loses what is secret and the slash at its end', () => {
  const { url } = serverOf({ MLFLOW_TRACKING_URI: ' https://a:b@host.example/some/path/ ' });
  expect(url).toBe('https://host.example/some/path');
});

test('a name and password come before a token, and variables before the address', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const both = { MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'pä', MLFLOW_TRACKING_TOKEN: 't' };
  expect(at(both).authorization).toBe(basic('u:pä'));
  expect(at({ MLFLOW_TRACKING_TOKEN: 't' }).authorization).toBe('Bearer t');
  expect(at({ MLFLOW_TRACKING_USERNAME: 'u' }).authorization).toBeUndefined();
  const uri = { MLFLOW_TRACKING_URI: 'http://x:y%40z@h' };
  expect(serverOf({ ...uri }).authorization).toBe(basic('x:y@z'));
  expect(serverOf({ ...uri, MLFLOW_TRACKING_PASSWORD: 'p' }).authorization).toBe(basic('x:p'));
});

test('a false is no wish', () => {
  expect(at({ MLFLOW_TRACKING_INSECURE_TLS: 'false' }).timeout).toBe(30_000);
});

test.each([
  [{ MLFLOW_TRACKING_URI: '' }, /MLFLOW_TRACKING_URI is not set\. Set it to your MLflow server, e\.g\. http:\/\/127/],
  [{ MLFLOW_TRACKING_URI: './mlruns' }, /is not a URL\. Tracking needs a server/],
  [{ MLFLOW_TRACKING_URI: 'file:///geheim' }, /is a file: address\. Tracking needs a server.*mlflow server/],
  [{ MLFLOW_TRACKING_URI: 'sqlite:///geheim.db' }, /is a sqlite: address/],
  [{ MLFLOW_TRACKING_URI: 'postgresql://u:geheim@h/db' }, /is a postgresql: address/],
  [{ MLFLOW_TRACKING_URI: 'databricks' }, /is not a URL/],
  [{ MLFLOW_TRACKING_URI: 'http:geheim' }, /is a http: address/],
  [{ MLFLOW_TRACKING_URI: 'http://u:geheim@h:99999999' }, /is not a valid URL/],
  [{ MLFLOW_TRACKING_URI: 'http://h/?token=geheim' }, /has a query or a fragment/],
  [
    { MLFLOW_TRACKING_INSECURE_TLS: 'true' },
    /INSECURE_TLS is set, but certificates are always verified.*NODE_EXTRA_CA_CERTS/,
  ],
  [{ MLFLOW_TRACKING_SERVER_CERT_PATH: '/geheim' }, /NODE_EXTRA_CA_CERTS/],
  [{ MLFLOW_TRACKING_CLIENT_CERT_PATH: '/geheim' }, /not supported/],
  [{ MLFLOW_TRACKING_AWS_SIGV4: '1' }, /AWS/],
  [{ MLFLOW_TRACKING_AUTH: 'geheim' }, /plugins of the Python client/],
  [{ MLFLOW_TRACKING_TOKEN: 'geheim\nwort' }, /TOKEN has characters/],
  [{ MLFLOW_EXPERIMENT_ID: 'geheim' }, /EXPERIMENT_ID is not a number/],
  [{ MLFLOW_RUN_ID: '../geheim' }, /RUN_ID is not the id/],
  [{ MLFLOW_HTTP_REQUEST_TIMEOUT: 'geheim' }, /REQUEST_TIMEOUT is not a number of seconds/],
])('%o is refused, and not repeated', (variables, words) => {
  let message = '';
  try {
    at(variables as Record<string, string>);
  } catch (error) {
    ({ message } = error as Error);
    expect(error).toMatchObject({ name: 'TrainError', code: 'MF_ENVIRONMENT' });
  }
  expect(message).toMatch(words);
  expect(message).not.toContain('geheim');
});

test('what is secret is taken out of whatever is said', () => {
  const { redact } = at({ MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p$w' });
  expect(redact('the p$w of u, dTpwJHc=')).toBe('the *** of u, ***');
});
