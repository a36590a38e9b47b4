import { lastFour } from '../mask.js';
import type { SensitiveType } from '../sensitive-type.js';
import { matchesInTime } from '../timed-match.js';

/** The limit, whatever the operator's expression allows. */
const MAX_CHARACTERS = 128;

export const NATIONAL_ID: SensitiveType = {
  name: 'national_id',
  rule: 'a national id of at most 128 characters that matches `NATIONAL_ID_PATTERN` of the server',
  remark: (_, { nationalIdPattern }) => `NATIONAL_ID_PATTERN is ${nationalIdPattern.source} there`,
  canonical(text, { nationalIdPattern }) {
    return text.length > 0 && text.length <= MAX_CHARACTERS && matchesInTime(nationalIdPattern, text) ? text : null;
  },
  mask: lastFour,
};
