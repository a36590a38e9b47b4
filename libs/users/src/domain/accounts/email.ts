import { textRule } from '#kernel';

/** Bytes. RFC 5321 section 4.5.3.1.3 allows 256, with the angle brackets. */
const ADDRESS_LIMIT = 254;
/** Bytes before the `@`: RFC 5321 section 4.5.3.1.1. */
const LOCAL_LIMIT = 64;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?`;
/** RFC 5322's dot-atom and host names, with letters of every script, without comments and quotes. */
const ADDRESS = new RegExp(String.raw`^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_\x60{|}~-]+@${LABEL}(?:\.${LABEL})*$`, 'u');

/**
 * Whether an address can be kept and written into a mail: at most 254 bytes, at most 64 of them before the `@`. What
 * requests send is also checked by a library: see `EmailField` of access.
 */
export function isEmail(address: string): boolean {
  if (address.length > ADDRESS_LIMIT || Buffer.byteLength(address) > ADDRESS_LIMIT || !ADDRESS.test(address))
    return false;
  return Buffer.byteLength(localPart(address)) <= LOCAL_LIMIT;
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
