import { TrainError } from '@amnl/core-loop';

/** Codes of the errors this package throws, with what each one means. */
export const CHECKPOINT_ERRORS = {
  CK_CORRUPT: 'A file of weights is damaged or of another kind.',
  CK_NOT_FOUND: 'A file to load from does not exist.',
  CK_READ_FAILED: 'A file to load from cannot be read.',
  CK_NONE_USABLE: 'A folder has checkpoints to resume from, but none of them can be loaded.',
  CK_NOT_A_CHECKPOINT: 'A safetensors file was not written by this package, or by a newer version of it.',
  CK_MODEL_MISMATCH: 'The weights of a file do not fit the model: names, shapes or dtypes differ.',
  CK_NOT_A_MODEL: 'The model to load or save is not a TensorFlow.js model with a JSON topology.',
  CK_PATH: 'A file refers to a file outside its own folder.',
  CK_DISK_FULL: 'There is no disk space left to write a file.',
  CK_NOT_WRITABLE: 'A file or folder is not writable.',
  CK_WRITE_FAILED: 'A file could not be written for another reason; see `cause`.',
  CK_DTYPE: 'A tensor has a dtype that cannot be stored.',
  CK_DTYPE_UNKNOWN: 'A tensor of a file has a dtype that cannot be read.',
  CK_OUT_OF_RANGE: 'A value of a safetensors file does not fit into the dtype that it is read as.',
  CK_NAME: 'A tensor has a name that the safetensors format reserves.',
} as const;

/** An error of this package. */
export function failure(code: keyof typeof CHECKPOINT_ERRORS | 'CL_OPTION_INVALID', message: string, cause?: unknown) {
  return new TrainError(code, message, { by: 'checkpoint', ...(cause !== undefined && { cause }) });
}

/** The system's error while writing `path`, with advice. */
export function writeError(path: string, error: unknown): TrainError {
  if (error instanceof TrainError) return error;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return failure(
        'CK_DISK_FULL',
        `no space left to write ${path}. Free some space, or choose another folder`,
        error,
      );
    case 'EROFS':
      return failure(
        'CK_NOT_WRITABLE',
        `${path} is not writable: the file system is read-only. Choose another folder`,
        error,
      );
    case 'EACCES':
    case 'EPERM':
      return failure(
        'CK_NOT_WRITABLE',
        `${path} is not writable. Change its permissions, or choose another folder`,
        error,
      );
    case 'EISDIR':
    case 'ENOTEMPTY':
      return failure(
        'CK_WRITE_FAILED',
        `could not write ${path}: a folder has its name. Remove the folder, or write to another one`,
        error,
      );
    case 'EEXIST':
    case 'ENOTDIR':
      return failure(
        'CK_WRITE_FAILED',
        `could not write ${path}: a file is in the place of a folder. Remove the file, or choose another folder`,
        error,
      );
    default:
      return failure(
        'CK_WRITE_FAILED',
        `could not write ${path}: ${(error as Error).message}. Check the disk, or choose another folder`,
        error,
      );
  }
}

/** The system's error while reading `path`, with advice. @param missing the message if it does not exist */
export function readError(path: string, error: unknown, missing = `there is no checkpoint ${path}`): TrainError {
  if (error instanceof TrainError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return failure('CK_NOT_FOUND', missing, error);
  return failure(
    'CK_READ_FAILED',
    `could not read ${path}: ${message}. Put the file back, or give the path of another`,
    error,
  );
}
