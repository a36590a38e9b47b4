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
}

/** `text` with the names in braces replaced by what they are on this server. */
export function placed(text: string, { roleId, secretId }: Place): string {
  return text.replaceAll('{role_id}', roleId).replaceAll('{secret_id}', secretId);
}

export function tokenOf({ tokens }: Place, who: Who): string | undefined {
  return who === 'nobody' ? undefined : tokens[who];
}
