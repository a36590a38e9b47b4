import { dueAt, WRAP_FORMAT, type Wrap } from '#handover';
import { documentMapper } from '../engine/document-mapper.js';
import type { WrapRow } from './wrap.schema.js';

export const wrapMapper = documentMapper<Wrap, WrapRow>(WRAP_FORMAT, {
  isSealed: ({ sealed }) => sealed !== null,
  dueAt,
});
