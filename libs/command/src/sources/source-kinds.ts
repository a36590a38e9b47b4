/** The kinds of files that are imported. Without their code, so that the help needs none. */
export const SOURCE_KINDS = ['dotenv', 'json', 'vault', 'infisical', 'bitwarden', '1pux'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];
