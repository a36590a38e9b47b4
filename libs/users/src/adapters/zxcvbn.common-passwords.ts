import { foldedForms, foldWord } from '../domain/passwords/password-folding.js';
import { CommonPasswords } from '../ports/common-passwords.js';

/** Shorter ones are what is left of `abc123`: too little to say that a password is made of it. */
const SHORTEST_FOLDED = 4;

interface Lists {
  readonly listed: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

/**
 * The list that zxcvbn-ts maintains: some 49,000, lower case, and what is left of them once folded. Read when the first
 * password is chosen: it takes a tenth of a second and 30 MiB, which a server that only logs people in never needs.
 */
export class ZxcvbnCommonPasswords extends CommonPasswords {
  private lists: Promise<Lists> | null = null;

  override async includes(password: string): Promise<boolean> {
    this.lists ??= readLists();
    const { listed, folded } = await this.lists;
    return listed.has(password.toLowerCase()) || foldedForms(password).some((form) => folded.has(form));
  }
}

async function readLists(): Promise<Lists> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const listed = new Set(dictionary['passwords-common']);
  const folded = new Set([...listed].map(foldWord).filter((word) => word.length >= SHORTEST_FOLDED));
  return { listed, folded };
}
