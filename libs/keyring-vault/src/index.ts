export { VaultKeyring } from './vault-keyring.js';
