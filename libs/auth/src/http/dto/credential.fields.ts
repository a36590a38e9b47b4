/** UTF-16 units of what is typed, to bound the work of reading it: what is longer is no name, no token and no code. */
export const NAME_LIMIT = 256;
export const TOKEN_LIMIT = 2_048;
export const CODE_LIMIT = 64;
/** The password rules count code points: 256 of them at most. */
export const PASSWORD_LIMIT = 1_024;
export const EMAIL_LIMIT = 254;
/** base64url of 32 bytes. */
export const LOGIN_SECRET_LENGTH = 43;
