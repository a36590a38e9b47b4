export { LocalKeyring } from './local-keyring.js';
