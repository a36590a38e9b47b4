export { addClientCommands } from './commands.js';
export { CommandFailed } from './failure.js';
export { DONE, emptyProgram, exitCodeOf, FAILED, MISUSED } from './program/program.js';
export { endWith, endWithReader, TERMINAL, type Terminal } from './terminal.js';
