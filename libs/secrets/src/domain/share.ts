import { durationRule, textRule } from '#kernel';

/** The most times that a share is opened. */
export const SHARE_VIEWS_MAX = 10;
export const SHARE_LIFE_DEFAULT = '1d';

export const SHARE_LIFE_RULE = durationRule({ field: 'expires_in', min: '1m', max: '7d' });
export const RECIPIENT_NOTE_RULE = textRule({ field: 'recipient_note', min: 1, max: 500 });
