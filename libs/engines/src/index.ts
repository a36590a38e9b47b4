export { EnginesModule } from './engines.module.js';
export { forgetSetupToken, makeSetupToken, type SetupToken } from './setup-token.js';
export { requireStarted } from './started.js';
export { StoreModule } from './store.module.js';
