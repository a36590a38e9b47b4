export * from './config.js';
export { ConfigError, loadConfig, readEnvironment } from './load.js';
