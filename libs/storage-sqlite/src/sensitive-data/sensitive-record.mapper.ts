import type { SensitiveRecord } from '#sensitive-data';
import type { DocumentMapper } from '../documents.js';
import { text } from '../engine/sql.js';

export const sensitiveRecordMapper: DocumentMapper<SensitiveRecord> = {
  table: 'sensitive_data',
  columns: ['owner_id', 'body'],
  read: ['body'],
  toRow: (record) => [record.ownerId, JSON.stringify(record)],
  fromRow: (row) => JSON.parse(text(row.body)),
};
