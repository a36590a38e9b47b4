export { MemoryTree } from './memory-tree.js';
