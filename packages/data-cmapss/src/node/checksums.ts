/** Size and sha256 of a file. */
export interface KnownFile {
  readonly size: number;
  readonly sha256: string;
}

/** Known files by name. */
export type KnownFiles = Readonly<Record<string, KnownFile>>;

/** A place that serves NASA's archive. */
export interface Mirror extends KnownFile {
  readonly url: string;
  /** Set if the archive is a zip that contains the archive: what is inside. */
  readonly inner?: KnownFile;
}

/** NASA's `CMAPSSData.zip`: the 12 data files, a readme and a paper, at its top level. */
const ARCHIVE: KnownFile = {
  size: 12_425_978,
  sha256: '74bef434a34db25c7bf72e668ea4cd52afe5f2cf8e44367c55a82bfd91a5a34f',
};

/** Where NASA publishes the archive, in the order in which they are tried. */
export const MIRRORS: readonly Mirror[] = [
  {
    url: 'https://phm-datasets.s3.amazonaws.com/NASA/6.+Turbofan+Engine+Degradation+Simulation+Data+Set.zip',
    size: 12_429_152,
    sha256: 'c9c5dec12a945a82e8bb4446589d7fb3cc057b5e5d81fa1a12e25ee9912ad3b2',
    inner: ARCHIVE,
  },
  { url: 'https://data.nasa.gov/docs/legacy/CMAPSSData.zip', ...ARCHIVE },
];

/** The 12 data files of NASA's release. */
export const NASA_FILES: KnownFiles = {
  'train_FD001.txt': file(3515356, '963b5e22825b34d8b21c69e1aeb4af3e647050eb672ee8834ba4b5d91d2de0f8'),
  'test_FD001.txt': file(2228855, '3cda7109ce17bafb5443f2ac926cfcf88154b941b8c4cf95eb55d1ddd6f52851'),
  'RUL_FD001.txt': file(429, 'a19c8ec94931949d0485bdc35118206e9c81c4547b422efb9cf86f4ceddbceca'),
  'train_FD002.txt': file(9082480, 'dac6c4dbc4e7c1bdeb5747da3d313d05c395bb99801b44a002b26a2ba13d788f'),
  'test_FD002.txt': file(5734587, 'de7b5bf7e998a985c378488480528b7c02cff1406a46740def362dda8d9b4e02'),
  'RUL_FD002.txt': file(1110, 'c851dd96a6ea6998d3c4a8f834d3c8013aa90e93a6ed950dc826ad0655b2906b'),
  'train_FD003.txt': file(4213862, '2abbe9968cc5e8eb091980f51b20f62bb4127336d3482cb52071d53bf23329e2'),
  'test_FD003.txt': file(2826651, '299babd63c8d987cef079c4a425429f33b3a34797d803bbe2ad48c29dbd0d790'),
  'RUL_FD003.txt': file(428, 'df1e0566306b174a2de41c67a3e7a51877889598b78643fc3e5685259091b7cb'),
  'train_FD004.txt': file(10350705, '27ef6160b6a1dcb2613a88de9c239f763b223f02cdc41dc5cdedc5dc189b6218'),
  'test_FD004.txt': file(6957759, '1dc675fff0624bac10786927c6715b37d1297657137400d2b1a3138d777a3ba5'),
  'RUL_FD004.txt': file(1084, '196b836b85a95ac7fdbbf29c5fdf1657382eafa445644d114ffaaf50dc2975e1'),
};

function file(size: number, sha256: string): KnownFile {
  return { size, sha256 };
}
