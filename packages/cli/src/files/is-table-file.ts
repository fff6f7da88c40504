/** Whether a text names a file with a table, and not a column of one. */
export function isTableFile(text: string): boolean {
  return /\.(csv|tsv|txt|parquet)$/i.test(text);
}
