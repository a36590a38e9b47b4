declare const plaintext: unique symbol;
declare const sealed: unique symbol;

/** A value as its owner wrote it. Never stored, never logged. */
export type Plaintext = string & { readonly [plaintext]: true };

/** A sealed value: base64 of the bytes that `keys` defines. The only form of a value that a store accepts. */
export type Sealed = string & { readonly [sealed]: true };

export function asPlaintext(value: string): Plaintext {
  return value as Plaintext;
}

/** For `keys`, which seals, and for store mappers, which read back what was sealed. */
export function asSealed(value: string): Sealed {
  return value as Sealed;
}
