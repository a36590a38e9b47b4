import { hash } from 'node:crypto';

/** The form in which lists of lost passwords name them: SHA-1 in upper-case hex. It protects nothing here. */
export function passwordDigest(password: string): string {
  return hash('sha1', password, 'hex').toUpperCase();
}
