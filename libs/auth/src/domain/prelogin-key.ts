import { StoredFormat } from '#kernel';

export const PRELOGIN_KEY_ID = 'prelogin';

/**
 * The key that derives salts for names without an account. It is made once and never rotated: otherwise the salt of an
 * unknown name would change, and that of an account would not.
 */
export interface PreloginKey {
  readonly id: typeof PRELOGIN_KEY_ID;
  /**
   * base64 of 32 random bytes. Stored in the open: it only hides which names exist, and the store holds the accounts
   * too.
   */
  readonly key: string;
}

/** How the prelogin key is stored, in every store alike. */
export const PRELOGIN_KEY_FORMAT = new StoredFormat<PreloginKey>();
