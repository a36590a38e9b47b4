export { fixture } from './fixtures.js';
export { type Here, runHere } from './run-here.js';
export { TestTerminal } from './test-terminal.js';
export { type Packed, zipOf } from './zip.js';
