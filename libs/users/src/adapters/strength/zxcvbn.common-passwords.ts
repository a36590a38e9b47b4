import { foldedForms, foldWord } from '../../domain/passwords/password-folding.js';
import { CommonPasswords } from '../../ports/common-passwords.js';

/** Characters. Shorter folded words, such as `abc` from `abc123`, occur in too many good passwords. */
const SHORTEST_FOLDED = 4;

interface Lists {
  readonly listed: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

/**
 * The list that zxcvbn-ts maintains: about 49,000 passwords in lower case, and their folded forms. It is loaded when the
 * first password is chosen: that takes 0.1 s and 30 MiB, which a server that only handles logins does not need.
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
