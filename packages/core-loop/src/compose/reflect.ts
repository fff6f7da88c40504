// tsyringe refuses to load without a reflection polyfill. In a file of its own, because bundlers may run the CommonJS of
// packages that one file imports in another order, but keep the order of files.
import 'reflect-metadata';
