import { join } from 'node:path';
import { knownOptions, TrainError } from '@amnl/core-loop';
import { checkInteger, dataError } from '../errors.js';
import { extractArchive } from './archive.js';
import { cacheDirectory } from './cache-directory.js';
import { type KnownFiles, MIRRORS, type Mirror, NASA_FILES } from './checksums.js';
import { fetchBytes } from './fetch-bytes.js';
import { writeAtomic } from './write-atomic.js';

/** Progress of a download. */
export interface DownloadProgress {
  readonly phase: 'download' | 'unpack' | 'write' | 'failed';
  readonly url: string;
  /** Bytes so far and in total. */
  readonly received: number;
  readonly total: number;
  /** With `'failed'`: why this mirror failed. */
  readonly message?: string;
}

/** Options of {@link downloadCmapss}. */
export interface DownloadOptions {
  /** Folder for the 12 files. Default: `cacheDirectory()`. */
  readonly directory?: string;
  /** Tried in order. Default: NASA's two addresses. */
  readonly mirrors?: readonly Mirror[];
  /** The files to extract, with their checksums. Default: the 12 files of NASA's release. */
  readonly files?: KnownFiles;
  /** Closes a connection that delivers fewer than 16 KiB in so many milliseconds. Default 20,000. */
  readonly timeoutMs?: number;
  /** Called at every step of the download, and for every piece that arrives. */
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/**
 * Downloads NASA's archive (12 MB) and writes its data files. Nothing is written before every checksum has been verified,
 * and each file is written completely or not at all; a broken download restarts from the beginning.
 * @returns the folder; throws `DC_DOWNLOAD_FAILED` with each mirror's failure, or `DC_WRITE_FAILED`
 */
export async function downloadCmapss(options: DownloadOptions = {}): Promise<string> {
  knownOptions('downloadCmapss', options, ['directory', 'mirrors', 'files', 'timeoutMs', 'onProgress']);
  const {
    directory = cacheDirectory(),
    mirrors = MIRRORS,
    files = NASA_FILES,
    timeoutMs = 20_000,
    onProgress,
  } = options;
  checkInteger('timeoutMs', timeoutMs, 1);
  const failures: string[] = [];
  for (const mirror of mirrors) {
    const { url, size: total } = mirror;
    let contents: Map<string, Uint8Array>;
    try {
      const archive = await fetchBytes(url, total, timeoutMs, (received) =>
        onProgress?.({ phase: 'download', url, received, total }),
      );
      onProgress?.({ phase: 'unpack', url, received: total, total });
      contents = extractArchive(archive, mirror, files);
    } catch (error) {
      const message = reason(error);
      failures.push(`${url}: ${message}`);
      onProgress?.({ phase: 'failed', url, received: 0, total, message });
      continue;
    }
    onProgress?.({ phase: 'write', url, received: total, total });
    for (const [name, bytes] of contents) await writeAtomic(join(directory, name), [bytes]);
    return directory;
  }
  throw dataError(
    'DC_DOWNLOAD_FAILED',
    `NASA's C-MAPSS archive could not be downloaded. ${failures.join('; ')}. Check the connection, or get the files yourself and give their folder`,
  );
}

/** Why a mirror failed; Node's fetch hides the reason in `cause`. */
function reason(error: unknown): string {
  if (error instanceof TrainError) return error.detail;
  const { message, cause } = error as Error;
  const inner = cause as (Error & { code?: string }) | undefined;
  return inner?.code ? `${message} (${inner.code})` : message;
}
