export { EnginesModule } from './engines.module.js';
export { changePassphrase, openKeyring } from './keyrings.js';
export { forgetSetupToken, makeSetupToken } from './setup-token.js';
export { StartWait } from './start-wait.js';
export { StoreModule } from './store.module.js';
export { requireStarted } from './stores/sqlite-place.js';
