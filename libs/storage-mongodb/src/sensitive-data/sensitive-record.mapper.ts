import { SENSITIVE_RECORD_FORMAT, type SensitiveRecord } from '#sensitive-data';
import { documentMapper } from '../engine/document-mapper.js';
import type { SensitiveRecordRow } from './sensitive-record.schema.js';

export const sensitiveRecordMapper = documentMapper<SensitiveRecord, SensitiveRecordRow>(SENSITIVE_RECORD_FORMAT);
