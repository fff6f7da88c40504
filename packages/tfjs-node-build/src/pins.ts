/** A package of TensorFlow.js, and the wheel whose library it is built with. */
export interface Pin {
  /** On npm. */
  readonly npm: string;
  /** Version whose C++ sources are compiled. */
  readonly version: string;
  /** Python distribution that holds TensorFlow's C library. */
  readonly wheel: {
    readonly name: string;
    readonly version: string;
    readonly file: string;
    readonly sha256: string;
    readonly bytes: number;
    /** Unpacked size of what is used of it, in bytes. */
    readonly unpacked: number;
  };
}

const TAGS = 'cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64';

/** Every version and checksum of this package, in one place. */
export const PINS: { readonly cpu: Pin; readonly gpu: Pin } = {
  cpu: {
    npm: '@tensorflow/tfjs-node',
    version: '4.22.0',
    wheel: {
      name: 'tensorflow-cpu',
      version: '2.15.1',
      file: `tensorflow_cpu-2.15.1-${TAGS}.whl`,
      sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
      bytes: 207_208_420,
      unpacked: 614_322_000,
    },
  },
  gpu: {
    npm: '@tensorflow/tfjs-node-gpu',
    version: '4.22.0',
    wheel: {
      name: 'tensorflow',
      version: '2.15.1',
      file: `tensorflow-2.15.1-${TAGS}.whl`,
      sha256: 'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
      bytes: 475_258_663,
      unpacked: 1_030_367_032,
    },
  },
};

/** The oldest glibc that the wheels are made for (their tag `manylinux_2_17`). */
export const GLIBC = '2.17';

/** What the library of the GPU package loads if there is a GPU (the wheel's own requirements, extra `and-cuda`). */
export const CUDA = 'CUDA 12.2 and cuDNN 8.9';
