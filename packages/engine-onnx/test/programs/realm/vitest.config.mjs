// What is built runs as it is, as installed packages do: in the realm of the test file.
export default { test: { include: ['training.mjs'], server: { deps: { external: [/\/dist\//, /node_modules/] } } } };
