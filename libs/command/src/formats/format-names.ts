/** The forms of an export. Without their code, so that the help needs none. */
export const FORMATS = ['dotenv', 'json', 'yaml', 'k8s'] as const;
export type Format = (typeof FORMATS)[number];
