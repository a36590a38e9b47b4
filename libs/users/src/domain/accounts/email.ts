/** RFC 5321 section 4.5.3.1.3, less the angle brackets. */
const ADDRESS_LIMIT = 254;
const LOCAL_LIMIT = 64;
/** What HTML calls a valid e-mail address: RFC 5322's dot-atom and host names, without comments and quotes. */
const ADDRESS =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** Whether an account may have `address`: at most 254 characters, 64 of them before the `@`. */
export function isEmail(address: string): boolean {
  return address.length <= ADDRESS_LIMIT && ADDRESS.test(address) && localPart(address).length <= LOCAL_LIMIT;
}

export function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

/** The labels of the host name but the last one: `mail` and `example` of `ada@mail.example.org`. */
export function domainLabels(address: string): string[] {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .split('.')
    .slice(0, -1);
}

/** The form in which verified addresses are unique. */
export function verifiedEmailKey(address: string): string {
  return address.normalize('NFKC').toLowerCase();
}

/** The key of a user whose address is not verified: unique, and no address. */
export function unverifiedEmailKey(userId: string): string {
  return `none:${userId}`;
}
