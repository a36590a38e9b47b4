/** Where Coffer answers otherwise than OpenBao, by the row of docs/guides/from-vault.md that says so. */
export const DIFFERENCES: readonly { readonly row: string; readonly at: readonly string[] }[] = [];
