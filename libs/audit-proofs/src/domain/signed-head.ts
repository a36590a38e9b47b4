import { emptyRoot } from './tree/merkle.js';

/** A key that may sign, as the head remembers it. */
export interface HeadKey {
  readonly version: number;
  /** base64 of 32 bytes. */
  readonly publicKey: string;
  /** When it stops signing, in milliseconds since 1970. Null: not planned. */
  readonly until: number | null;
}

/** What the log may have signed: every later checkpoint extends it. */
export interface SignedHead {
  /** Counts the origins, from 1. */
  readonly epoch: number;
  readonly origin: string;
  /** 0: nothing was signed under this origin yet. */
  readonly size: number;
  /** base64 of 32 bytes: the root at that size. */
  readonly root: string;
  /** All keys, ascending. The first signature of a key comes after it stands here. */
  readonly keys: readonly HeadKey[];
}

/** The head of an origin under which nothing was signed yet. */
export function unsignedHead({ epoch, origin, keys }: Pick<SignedHead, 'epoch' | 'origin' | 'keys'>): SignedHead {
  return { epoch, origin, size: 0, root: emptyRoot.toString('base64'), keys };
}

/** The format of the record. A later one is not read: it may hold what this build would lose. */
const FORMAT = 1;
/** The base64 of 32 bytes. */
const BASE64_32 = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

type Fields = Readonly<Record<string, unknown>>;

/** The head as a keyring stores it: plain JSON. */
export function recordOfHead({ epoch, origin, size, root, keys }: SignedHead): Fields {
  const stored = keys.map(({ version, publicKey, until }) => ({ version, public_key: publicKey, until }));
  return { format: FORMAT, epoch, origin, size, root, keys: stored };
}

/** Reads a stored head. Null: it is damaged, or of a later format. */
export function headOfRecord(record: unknown): SignedHead | null {
  const { format, epoch, origin, size, root, keys } = fieldsOf(record);
  if (format !== FORMAT || !Array.isArray(keys)) return null;
  const known = keys.map(headKey);
  const ascends = known.every((key, at) => key !== null && (at === 0 || key.version > (known[at - 1]?.version ?? 0)));
  if (!isWhole(epoch, 1) || !isWhole(size, 0) || typeof origin !== 'string' || origin === '') return null;
  if (!isHash(root) || !ascends) return null;
  return { epoch, origin, size, root, keys: known.filter((key) => key !== null) };
}

function headKey(record: unknown): HeadKey | null {
  const { version, public_key: publicKey, until } = fieldsOf(record);
  if (!isWhole(version, 1) || !isHash(publicKey) || (until !== null && !isWhole(until, 0))) return null;
  return { version, publicKey, until };
}

function fieldsOf(record: unknown): Fields {
  return typeof record === 'object' && record !== null ? { ...record } : {};
}

function isWhole(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least;
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && BASE64_32.test(value);
}
