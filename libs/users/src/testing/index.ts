export { verifiedEmailKey } from '../domain/accounts/email.js';
export { NO_SECOND_FACTORS } from '../domain/accounts/second-factors.js';
export { withEmail, withState } from '../domain/accounts/user-transitions.js';
export { importedHashOf } from '../domain/imports/imported-hash.js';
export * from './a-user.js';
export * from './memory-user.store.js';
export * from './passwords.js';
export * from './user-node.js';
export * from './user-services.js';
