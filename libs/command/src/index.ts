export { addClientCommands } from './commands.js';
export { ownEnvironment } from './environment.js';
export { CommandFailed, DONE, FAILED, MISUSED, misused } from './failure.js';
export { shown } from './output/shown.js';
export { emptyProgram, exitCodeOf } from './program/program.js';
export { credentialOf } from './server/credentials.js';
export { serverUrl } from './server/server-url.js';
export { endWith, endWithReader, TERMINAL, type Terminal } from './terminal.js';
