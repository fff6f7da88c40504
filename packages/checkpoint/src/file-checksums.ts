import { createHash, webcrypto } from 'node:crypto';
import { encodeHead, type Layout } from './safetensors-layout.js';

/** The place of the header's own hash while the header is hashed. */
const OPEN = '0'.repeat(64);

/**
 * Header and data of a file that can be verified: the metadata get `sha256`, of the data, and `sha256_header`, of everything
 * before the data with sixty-four zeros in that place; no bit can change unnoticed. The data are hashed off the main thread.
 */
export async function seal(
  layout: Layout,
  body: Uint8Array,
  metadata: Readonly<Record<string, string>>,
): Promise<readonly Uint8Array[]> {
  const open = { ...metadata, sha256: await hashData(body), sha256_header: OPEN };
  return [encodeHead(layout, { ...open, sha256_header: hashHead(encodeHead(layout, open)) }), body];
}

/** What is wrong with the header of a sealed file; undefined if it is unchanged. */
export function brokenHead(
  bytes: Uint8Array,
  { sha256_header: own = '' }: Readonly<Record<string, string>>,
): string | undefined {
  const head = Buffer.from(bytes); // a copy
  const mark = `"sha256_header":"${own}"`;
  const at = head.indexOf(mark); // elsewhere the quotes would be escaped
  if (own.length !== OPEN.length || at < 0) return 'it has no sha256_header';
  head.write(OPEN, at + mark.length - 1 - OPEN.length);
  return hashHead(head) === own ? undefined : 'its header was altered (sha256_header)';
}

/** What is wrong with the data of a sealed file; undefined if they are unchanged. */
export async function brokenData(
  data: Uint8Array,
  { sha256 = '' }: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  return (await hashData(data)) === sha256 ? undefined : 'its data were altered (sha256)';
}

async function hashData(data: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', data)).toString('hex');
}

function hashHead(head: Uint8Array): string {
  return createHash('sha256').update(head).digest('hex');
}
