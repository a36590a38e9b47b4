import { bytesBeyond } from '#kernel';
import { wholly } from '../mask.js';
import { type SensitiveType, VALUE_MAX_BYTES } from '../sensitive-type.js';

export const TEXT: SensitiveType = {
  name: 'text',
  rule: 'a text of 1 to 16,384 bytes in well-formed UTF-8',
  canonical(text) {
    if (text.length === 0 || text.length > VALUE_MAX_BYTES || !text.isWellFormed()) return null;
    return Buffer.byteLength(text, 'utf8') <= VALUE_MAX_BYTES ? text : null;
  },
  remark: (text) => bytesBeyond(VALUE_MAX_BYTES, text),
  mask: wholly,
};
