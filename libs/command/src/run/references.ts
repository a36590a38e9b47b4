import type { Environment } from '../environment.js';
import { failed } from '../failure.js';
import type { Address } from '../secrets/secret-path.js';

const SCHEME = 'coffer://';
const VERSION = String.raw`(?:\?version=([1-9]\d{0,8}))`;
/** The version stands behind the path or behind the field. */
const REFERENCE = new RegExp(`^([^?#]+)${VERSION}?(?:#([^?#]+)${VERSION}?)?$`);

/** A variable whose text names a secret. */
export interface Reference {
  readonly name: string;
  readonly address: Address;
  readonly version: number | null;
}

/** The variables that are to be replaced, such as `DB=coffer://prod/shop/db#password?version=3`. */
export function referencesIn(environment: Environment): Reference[] {
  return Object.entries(environment).flatMap(([name, text]) =>
    text?.startsWith(SCHEME) ? [referenceOf(name, text.slice(SCHEME.length))] : [],
  );
}

function referenceOf(name: string, text: string): Reference {
  const [, path, ofPath, field = null, ofField] = REFERENCE.exec(text) ?? [];
  const version = ofPath ?? ofField;
  if (path === undefined || (ofPath !== undefined && ofField !== undefined)) {
    throw failed(`${name} must be like coffer://PATH, coffer://PATH#FIELD or coffer://PATH#FIELD?version=3.`);
  }
  return { name, address: { path, field }, version: version === undefined ? null : Number(version) };
}
