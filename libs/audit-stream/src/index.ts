export { AuditStream } from './application/audit-stream.js';
export type { Lag } from './application/stream-lag.js';
export { AuditStreamModule } from './audit-stream.module.js';
export { StreamProgress } from './ports/stream-progress.js';
