import { textRule } from '#kernel';

/** Characters. RFC 5321 section 4.5.3.1.3 allows 256, with the angle brackets. */
const ADDRESS_LIMIT = 254;
/** Characters before the `@`: RFC 5321 section 4.5.3.1.1. */
const LOCAL_LIMIT = 64;
/** A valid e-mail address as HTML defines it: RFC 5322's dot-atom and host names, without comments and quotes. */
const ADDRESS =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** Whether an account may have this address: at most 254 characters, at most 64 of them before the `@`. */
export function isEmail(address: string): boolean {
  return address.length <= ADDRESS_LIMIT && ADDRESS.test(address) && localPart(address).length <= LOCAL_LIMIT;
}

export const EMAIL_RULE = textRule({
  ...{ field: 'email', max: ADDRESS_LIMIT },
  message: `email must be an e-mail address of at most ${ADDRESS_LIMIT} characters`,
  and: isEmail,
});

/** @example localPart('ada@mail.example.org') // 'ada' */
export function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

/**
 * The labels of the host name without the last one.
 *
 * @example domainLabels('ada@mail.example.org') // ['mail', 'example']
 */
export function domainLabels(address: string): string[] {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .split('.')
    .slice(0, -1);
}

/**
 * The form in which verified addresses are compared: NFKC, lower case.
 *
 * @example verifiedEmailKey('Ada@Example.org') // 'ada@example.org'
 */
export function verifiedEmailKey(address: string): string {
  return address.normalize('NFKC').toLowerCase();
}

/** The e-mail key of a user without a verified address. It is unique and cannot be an address. */
export function unverifiedEmailKey(userId: string): string {
  return `none:${userId}`;
}
