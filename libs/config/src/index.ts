export type { AuditStreamConfig } from './audit-config.js';
export { Config, type HttpConfig, type KvApiConfig } from './config.js';
export type { KeyringConfig, RootsConfig, StoreConfig, VaultConfig } from './engines-config.js';
export { passphraseProblem } from './environment.js';
export { ConfigError, loadConfig, readConfig, readVariables } from './load.js';
export type { MailConfig } from './mail-config.js';
