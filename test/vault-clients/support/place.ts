/** Whose token a step shows. */
export type Who = 'writer' | 'reader' | 'leaver' | 'forged' | 'nobody';

/** A server that speaks Vault's KV version 2 at the mount `secret`, with what the steps need on it. */
export interface Place {
  readonly address: string;
  /**
   * The writer may do everything below `secret/`, the reader only list and read below
   * `shared`. The leaver is a login of the reader that nothing else needs.
   */
  readonly tokens: Readonly<Record<Exclude<Who, 'nobody'>, string>>;
  /** A login of the reader by AppRole. */
  readonly roleId: string;
  readonly secretId: string;
  /** A login of the reader by the token of a platform. */
  readonly role: string;
  readonly jwt: string;
}

/** `text` with the names in braces replaced by what they are on this server. */
export function placed(text: string, { roleId, secretId, role, jwt }: Place): string {
  const names = { '{role_id}': roleId, '{secret_id}': secretId, '{role}': role, '{jwt}': jwt };
  return Object.entries(names).reduce((before, [name, value]) => before.replaceAll(name, value), text);
}

export function tokenOf({ tokens }: Place, who: Who): string | undefined {
  return who === 'nobody' ? undefined : tokens[who];
}
