import { misused } from '../failure.js';

/** A secret, and one field of its value. */
export interface Address {
  readonly path: string;
  /** Null: the whole value. */
  readonly field: string | null;
}

/** Reads `PATH` or `PATH#field`. The server judges the path. */
export function addressOf(text: string): Address {
  const at = text.indexOf('#');
  const [path, field] = at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  if (path === '') throw misused('PATH must not be empty.');
  if (field === '') throw misused('PATH#field must name a field behind the #.');
  return { path, field };
}

/** Reads the number of a version. */
export function versionOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw misused('--version must be a whole number from 1.');
  return Number(text);
}

/** Reads a `PATH` without a field. */
export function plainPath(text: string): string {
  const { path, field } = addressOf(text);
  if (field !== null) throw misused('PATH must be a whole secret here, without #field.');
  return path;
}
