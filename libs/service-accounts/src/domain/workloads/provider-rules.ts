import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type FieldError, type FieldRule, invalidFields, isId, MODEL_NAME, textRule } from '#kernel';
import { type IdentityProvider, type KeySource, TOKEN_ALGORITHMS } from './identity-provider.js';
import { isPublicAddress } from './public-address.js';

/** What a client sends of a provider. */
export type ProviderContent = Omit<IdentityProvider, 'id' | 'epoch' | 'createdAt' | 'updatedAt'>;

/** Characters of the claims `iss` and `aud`. */
const CLAIM_TEXT_MAX = 512;
const URL_MAX = 1_024;
const CA_MAX = 32_768;
/** Bytes of a key set that a client sends. One key of 4,096 bits has about 750. */
const JWKS_MAX = 65_536;
/** Neither white space nor control characters: texts that are compared must look as they are. */
const VISIBLE = /^[^\p{White_Space}\p{Cc}\p{Cf}]+$/u;
const CERTIFICATES = /^(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*){1,10}$/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

export const PROVIDER_NAME_RULE = textRule({
  ...{ field: 'name', min: 1, max: 64, pattern: MODEL_NAME },
  message: `name must match ${MODEL_NAME.source}, and must not look like an id`,
  and: (text) => !isId(text),
});
export const ISSUER_RULE = visibleText('issuer');
export const AUDIENCE_RULE = visibleText('audience');
export const JWKS_URI_RULE = urlRule('jwks_uri');
export const DISCOVERY_RULE = urlRule('discovery');
export const CA_RULE = textRule({
  ...{ field: 'ca', min: 1, max: CA_MAX },
  message: 'ca must be 1 to 10 certificates in PEM, and nothing else',
  and: areCertificates,
});
export const ALGORITHMS_RULE: FieldRule<readonly string[]> = {
  ...{ field: 'algorithms', code: 'algorithms' },
  message: `algorithms must be one or more of ${TOKEN_ALGORITHMS.join(', ')}, each once`,
  holds: (given) =>
    given.length > 0 &&
    new Set(given).size === given.length &&
    given.every((one) => TOKEN_ALGORITHMS.some((known) => known === one)),
};
const JWKS_RULE: FieldRule = {
  ...{ field: 'jwks', code: 'jwks' },
  message: `jwks must have at most ${JWKS_MAX.toLocaleString('en-US')} bytes as JSON`,
  holds: (text) => Buffer.byteLength(text) <= JWKS_MAX,
};

/** Throws `validation_failed` with every field of the content that is not valid. The keys of `jwks` are checked apart. */
export function requireProvider(content: ProviderContent): void {
  const errors: FieldError[] = [...sourceErrors(content)];
  const check = <T>({ holds, ...error }: FieldRule<T>, value: T | null) => {
    if (value !== null && !holds(value)) errors.push(error);
  };
  check(PROVIDER_NAME_RULE, content.name);
  check(ISSUER_RULE, content.issuer);
  check(AUDIENCE_RULE, content.audience);
  check(JWKS_URI_RULE, content.jwksUri);
  check(DISCOVERY_RULE, content.discovery);
  check(JWKS_RULE, content.jwks);
  check(CA_RULE, content.ca);
  check(ALGORITHMS_RULE, content.algorithms);
  const listed = errors.map(({ field, code, message }) => ({ field, code, message }));
  if (listed.length > 0) throw invalidFields(listed);
}

function sourceErrors({ jwksUri, jwks, discovery, privateNetwork, ca }: KeySource): FieldError[] {
  const error = (field: string, code: string, message: string) => [{ field, code, message }];
  const sources = [jwksUri, jwks, discovery].filter((source) => source !== null);
  if (sources.length !== 1) return error('jwks_uri', 'one_of', 'Send exactly one of jwks_uri, jwks and discovery.');
  if (jwks !== null && ca !== null) return error('ca', 'not_fetched', 'ca is only for keys that are fetched.');
  if (jwks !== null && privateNetwork)
    return error('private_network', 'not_fetched', 'private_network is only for keys that are fetched.');
  const url = jwksUri ?? discovery;
  if (url === null || privateNetwork || !namesPrivateAddress(url)) return [];
  const field = jwksUri === null ? 'discovery' : 'jwks_uri';
  return error(field, 'private_address', `${field} is not on the internet: send private_network: true with it.`);
}

/** Only an address: where a name leads is looked up with each fetch. */
function namesPrivateAddress(text: string): boolean {
  const host = hostOf(URL.parse(text));
  return isIP(host) !== 0 && !isPublicAddress(host);
}

/** The host of a URL, an IPv6 address without its brackets. */
export function hostOf(url: URL | null): string {
  return (url?.hostname ?? '').replace(/^\[|\]$/g, '');
}

function visibleText(field: string) {
  return textRule({ field, min: 1, max: CLAIM_TEXT_MAX, pattern: VISIBLE, form: 'without spaces' });
}

function urlRule(field: string) {
  return textRule({
    ...{ field, min: 1, max: URL_MAX },
    message: `${field} must be an https URL of at most ${URL_MAX.toLocaleString('en-US')} characters, without a user, a password and a fragment`,
    and: isFetchable,
  });
}

/** Whether keys may be fetched from the URL, as far as its text tells. */
export function isFetchable(text: string): boolean {
  const url = VISIBLE.test(text) && text.length <= URL_MAX ? URL.parse(text) : null;
  if (url === null || url.protocol !== 'https:' || url.hostname === '') return false;
  return url.username === '' && url.password === '' && !text.includes('#');
}

function areCertificates(text: string): boolean {
  if (!CERTIFICATES.test(text)) return false;
  return (text.match(CERTIFICATE) ?? []).every((one) => {
    try {
      return new X509Certificate(one).subject !== undefined;
    } catch {
      return false;
    }
  });
}
