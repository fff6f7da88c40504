// Descriptions of flags that several commands have.

export const JSON_RESULT = 'print the result as JSON on stdout';
export const TRACK_PARENT = 'nest the run under the MLflow run with this name, e.g. for several seeds';
export const TRACK_FILES = "files of the run folder to upload, e.g. config,metrics,report,best; or 'none'";

/** The values of a flag that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];
