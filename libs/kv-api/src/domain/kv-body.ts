import { invalidField, isJsonObject, type JsonObject } from '#kernel';

/** The most versions that one request may name. A secret keeps at most 100. */
export const VERSIONS_NAMED_MAX = 100;
const WHOLE = /^\d{1,9}$/;

export interface KvWrite {
  readonly fields: JsonObject;
  /** The version that must be current; 0: there must be no secret. Null: the writer does not say. */
  readonly cas: number | null;
}

/**
 * What a write says: `{"data": {...}, "options": {"cas": 3}}`. Throws `validation_failed`. Vault ignores members that it
 * does not know. Here they are refused: behind a misspelt `cas`, an ignored one would lose what others wrote.
 */
export function writeOf(body: JsonObject = {}): KvWrite {
  requireNames(body, '', ['data', 'options', 'cas']);
  const { data, options, cas } = body;
  if (data === undefined) throw invalidField('data', 'missing', 'no data provided');
  if (!isJsonObject(data)) throw invalidField('data', 'type', 'data must be a JSON object');
  return { fields: data, cas: casOf(options ?? {}) ?? misplacedCas(cas) };
}

/** The versions that a request names: `{"versions": [1, 2]}`, each once. Texts are taken too, and `"1,2"`, as Vault does. */
export function versionsOf(body: JsonObject = {}): number[] {
  requireNames(body, '', ['versions']);
  const { versions = [] } = body;
  const named = typeof versions === 'string' ? versions.split(',') : versions;
  if (!Array.isArray(named) || named.length > VERSIONS_NAMED_MAX) throw wrongVersions();
  if (named.length === 0) throw invalidField('versions', 'missing', 'No version number provided');
  return [...new Set(named.map(wholeNumber))].map((version) => {
    if (version === null) throw wrongVersions();
    return version;
  });
}

/** The version that a read asks for. Null: the current one; so are 0 and negative numbers, as in Vault. */
export function versionOf(text: string | undefined): number | null {
  if (text === undefined || /^-?0*$|^-\d{1,9}$/.test(text)) return null;
  if (!WHOLE.test(text)) throw invalidField('version', 'version', 'version must be a whole number');
  return Number(text);
}

function casOf(options: unknown): number | null {
  if (!isJsonObject(options)) throw invalidField('options', 'type', 'options must be a JSON object');
  requireNames(options, 'options.', ['cas']);
  const { cas = null } = options;
  if (cas === null) return null;
  const number = wholeNumber(cas);
  if (number === null) throw invalidField('options.cas', 'cas', 'error parsing check-and-set parameter');
  return number;
}

/** Terraform writes `"cas": 0` beside the options to say nothing. Vault ignores any. Another number is meant. */
function misplacedCas(cas: unknown): number | null {
  return cas === undefined || cas === 0 ? null : casOf({ cas });
}

function wholeNumber(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && WHOLE.test(text.trim()) ? Number(text) : null;
}

function wrongVersions() {
  const message = `versions must be at most ${VERSIONS_NAMED_MAX} whole numbers in an array`;
  return invalidField('versions', 'versions', message);
}

/** Does not repeat the unknown name: somebody may have put a value in its place. */
export function requireNames(object: JsonObject, parent: string, known: readonly string[]): void {
  if (Object.keys(object).every((name) => known.includes(name))) return;
  const names = known.map((name) => `${parent}${name}`).join(', ');
  throw invalidField(
    known[0] ?? 'body',
    'unknown_field',
    `There is a field that is not known here. Known are: ${names}`,
  );
}
