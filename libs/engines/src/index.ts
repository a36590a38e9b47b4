export { EnginesModule } from './engines.module.js';
export { forgetSetupToken, makeSetupToken, type SetupToken } from './setup-token.js';
