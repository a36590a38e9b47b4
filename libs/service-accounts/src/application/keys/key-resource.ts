import type { Permission } from '#kernel';

/** What the audit calls a key. */
export const KEY_RESOURCE = 'api_key';

/** What makes, rotates and ends keys of an account. */
export const KEY_PERMISSION: Permission = 'service_account:write';
