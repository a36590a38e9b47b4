export { SENSITIVE_RECORD_FORMAT, type SensitiveRecord } from './domain/sensitive-record.js';
export { SensitiveDataStore } from './ports/sensitive-data.store.js';
export { SensitiveDataModule } from './sensitive-data.module.js';
