/** Names of the files in a checkpoint folder. */
export const FILES = {
  last: 'last.safetensors',
  previous: 'previous.safetensors',
  best: 'best.safetensors',
} as const;

/** The file of one of the best epochs, if several are kept. */
export function epochFile(epoch: number): string {
  return `epoch-${String(epoch).padStart(4, '0')}.safetensors`;
}
