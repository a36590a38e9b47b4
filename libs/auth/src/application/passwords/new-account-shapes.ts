import { PASSWORD_LEAST_LENGTH } from '#kernel';
import { LOGIN_SECRET, PASSWORD_MAX_LENGTH, USERNAME_RULE } from '#users';

// What the documentation shows of the texts that make an account or change its credential. Their services check them.

export const NEW_PASSWORD = { minLength: PASSWORD_LEAST_LENGTH, maxLength: PASSWORD_MAX_LENGTH } as const;

export const NEW_LOGIN_SECRET_PATTERN = LOGIN_SECRET.source;

/** `withAt`: whether the name may be an e-mail address. */
export function newUsernameShape(withAt: boolean) {
  const { min, max, pattern } = USERNAME_RULE;
  const form = pattern?.source;
  return { minLength: min, maxLength: max, pattern: withAt ? form : form?.replace('@', '') };
}
