export { SpeakeasyOneTimePasswords } from '../adapters/speakeasy.one-time-passwords.js';
export { fromBase32 } from '../domain/second-factors/base32.js';
export * from './documents.js';
export * from './foundation.js';
export * from './identity-node.js';
export * from './identity-stores.js';
export * from './second-factors.js';
export * from './session-tokens.js';
