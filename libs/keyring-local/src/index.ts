export { LocalKeyring, type LocalKeyringOptions } from './local-keyring.js';
