/** Number of files created by this process. */
let made = 0;

/**
 * A name that TensorBoard recognises as an event file: it contains `tfevents`, and files of a folder are read in the order of
 * their names.
 * @param seconds since 1970
 */
export function fileName(seconds: number, host: string, process: number): string {
  const safeHost = host.replace(/[^\w.-]/g, '_') || 'localhost';
  return `events.out.tfevents.${String(seconds).padStart(10, '0')}.${safeHost}.${process}.${made++}.v2`;
}

/** The seconds in the name of an event file, undefined for other files. */
export function fileTime(name: string): number | undefined {
  const seconds = /\.tfevents\.(\d{10})\./.exec(name)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
