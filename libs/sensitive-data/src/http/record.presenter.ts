import { timestamp } from '#access';
import type { Shown } from '../application/own-records.js';
import { typeNamed } from '../domain/types/registry.js';
import type { RecordAnswer } from './dto/record.answers.js';

/** The answer. It names each field that it shows, so that a new field of a record is not shown by accident. */
export function recordAnswer({ stored: { value: record }, value }: Shown, isMasked: boolean): RecordAnswer {
  return {
    id: record.id,
    data_type: record.dataType,
    value: isMasked ? typeNamed(record.dataType).mask(value) : value,
    created_at: timestamp(record.createdAt),
    updated_at: timestamp(record.updatedAt),
  };
}
