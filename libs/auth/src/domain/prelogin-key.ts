import { StoredFormat } from '#kernel';

export const PRELOGIN_KEY_ID = 'prelogin';

/** The key under which names that no account has get a salt: made once, never rotated, or the fakes would change. */
export interface PreloginKey {
  readonly id: typeof PRELOGIN_KEY_ID;
  /** base64 of 32 random bytes. Tells whoever reads the store nothing that the accounts beside it do not. */
  readonly key: string;
}

/** How the prelogin key is stored, in every store alike. */
export const PRELOGIN_KEY_FORMAT = new StoredFormat<PreloginKey>();
