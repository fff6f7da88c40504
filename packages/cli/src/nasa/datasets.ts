/** Names of NASA's data: the parts of C-MAPSS. No import: `amnl --help` shows them. */
export const DATASETS = ['FD001', 'FD002', 'FD003', 'FD004'] as const;
/** The one that is trained on if the user names no data. */
export const DEFAULT_DATASET: (typeof DATASETS)[number] = 'FD001';
