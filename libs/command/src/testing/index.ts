export { fixture } from './fixtures.js';
export { TestTerminal } from './test-terminal.js';
export { type Packed, zipOf } from './zip.js';
