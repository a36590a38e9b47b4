import { textRule } from '#kernel';

/** Of AES-256-GCM, in bytes. */
export const NONCE = 12;
export const TAG = 16;
/**
 * Every place is padded to this many bytes. Otherwise its length would reveal the length of a hidden path. A path of
 * 256 characters and an id fit.
 */
export const PADDED = 384;

/** base64url of a nonce, the sealed place and the tag. A place that is longer than the padding makes a longer cursor. */
export const CURSOR_RULE = textRule({
  ...{ field: 'cursor', min: Math.ceil(((NONCE + PADDED + TAG) * 4) / 3), max: 2_048, pattern: /^[A-Za-z0-9_-]+$/ },
  message: 'cursor must be the next_cursor of a page that you got for the same query',
});
