export { TestTerminal } from './test-terminal.js';
