/** Codes of the errors of this package, with what each one means. */
export const ERROR_CODES = {
  TN_USAGE: 'The command line of `tfjs-node-build` cannot be understood.',
  TN_PLATFORM: 'The library is there for Linux on x64 only, and this machine is another one.',
  TN_LIBC: 'The system’s C library is not glibc, or an older one than the library needs.',
  TN_PACKAGE_MISSING:
    'Neither `@tensorflow/tfjs-node` nor `@tensorflow/tfjs-node-gpu`, or not the one asked for, is installed in the project, or its folder is missing.',
  TN_PACKAGE_VERSION: 'The installed tfjs-node is another version than the one whose library is known.',
  TN_PYTHON_MISSING: 'There is no Python 3, which downloads and unpacks the wheel.',
  TN_PIP_MISSING: 'Python is there, its pip is not.',
  TN_COMPILER_MISSING: 'There is no C++ compiler.',
  TN_DOWNLOAD_FAILED: 'pip did not deliver the wheel.',
  TN_WHEEL_INVALID: 'A wheel is of another version, or its checksum is not the known one.',
  TN_UNPACK_FAILED: 'A wheel could not be unpacked.',
  TN_COMPILE_FAILED: 'The compiler failed.',
  TN_CHECK_FAILED: 'The library was built or found, and does not load or computes wrongly.',
  TN_DISK_FULL: 'There is not enough room for the wheel or the library.',
  TN_NOT_WRITABLE: 'The package’s or the cache’s folder cannot be written to.',
  TN_BUSY: 'Another process is building the same package.',
} as const;

/** A code of {@link ERROR_CODES}. */
export type BuildErrorCode = keyof typeof ERROR_CODES;

/** What moves a cursor or begins a line: text of other programs may not. */
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
