/** Codes of the errors of this package, with what each one means. */
export const ERROR_CODES = {
  TN_USAGE: 'The command line of `tfjs-node-build` is invalid.',
  TN_PLATFORM: 'The library exists for Linux on x64 only.',
  TN_LIBC: 'The system’s C library is not glibc, or too old.',
  TN_PACKAGE_MISSING:
    'Neither `@tensorflow/tfjs-node` nor `@tensorflow/tfjs-node-gpu`, or not the one asked for, is installed in the project, or its folder is missing.',
  TN_PACKAGE_VERSION: 'The installed tfjs-node has an unsupported version.',
  TN_PYTHON_MISSING: 'Python 3, which downloads and unpacks the wheel, was not found.',
  TN_PIP_MISSING: 'Python has no pip.',
  TN_COMPILER_MISSING: 'No C++ compiler was found.',
  TN_DOWNLOAD_FAILED: 'pip could not download the wheel.',
  TN_WHEEL_INVALID: 'A wheel has another version or an unexpected checksum.',
  TN_UNPACK_FAILED: 'A wheel could not be unpacked.',
  TN_COMPILE_FAILED: 'The compiler failed.',
  TN_CHECK_FAILED: 'The library does not load, or computes wrong results.',
  TN_DISK_FULL: 'There is not enough disk space for the wheel or the library.',
  TN_NOT_WRITABLE: 'The folder of the package or of the cache is not writable.',
  TN_BUSY: 'Another process is building the same package.',
} as const;

/** A code of {@link ERROR_CODES}. */
export type BuildErrorCode = keyof typeof ERROR_CODES;

/** Control characters that move the cursor or start a line, not allowed in text of other programs. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** An error for the user of this command, in one line: what, what was found, what to do, a code. */
export class BuildError extends Error {
  readonly code: BuildErrorCode;
  constructor(code: BuildErrorCode, message: string) {
    super(`[tfjs-node-build] ${message.replace(STEERING, ' ').replace(/[.\s]*$/, '')}. (${code})`);
    this.name = 'BuildError';
    this.code = code;
  }
}
