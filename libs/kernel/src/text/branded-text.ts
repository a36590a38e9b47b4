declare const plaintext: unique symbol;
declare const sealed: unique symbol;

/** A value as its owner wrote it. It is never stored and never logged. */
export type Plaintext = string & { readonly [plaintext]: true };

/** A sealed value: base64 of the bytes that `keys` defines. Stores accept values in this form only. */
export type Sealed = string & { readonly [sealed]: true };

export function asPlaintext(value: string): Plaintext {
  return value as Plaintext;
}

/** Only for `keys`, which seals values, and for mappers of stores, which read sealed values. */
export function asSealed(value: string): Sealed {
  return value as Sealed;
}
