const FULL_DISK: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than allowed',
};
const REFUSED: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file is in the way',
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'a name of the path is too long',
  ELOOP: 'its links lead in a circle',
  EBUSY: 'it is in use',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'the system has no memory left',
  EIO: 'the disk reports an error',
};

/** Why the operating system refused, in words; undefined for other errors. */
export function systemReason(error: unknown): string | undefined {
  const { code, syscall, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (typeof code !== 'string') return undefined;
  return FULL_DISK[code] ?? REFUSED[code] ?? (syscall === undefined ? undefined : message);
}

/** {@link systemReason}, or whatever else an error says. */
export function reasonOf(error: unknown): string {
  return systemReason(error) ?? (error instanceof Error ? error.message : String(error));
}
