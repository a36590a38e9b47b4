import type { VaultConfig } from '#config';
import { NOT_TLS, PartUnavailable, StartError, UNTRUSTED_CERTIFICATE } from '#kernel';
import { isLastingStatus, objectOf, type VaultAnswer } from './vault-client.js';
import { VaultFailure } from './vault-transport.js';

/** Vault answered the login in another way than by a token. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  /** See `isLasting`. */
  readonly lasting: boolean;

  constructor(readonly answer: VaultAnswer) {
    super(`Vault answered the login with ${answer.status}`);
    this.lasting = isLastingStatus(answer.status);
  }
}

/** Where the first login goes to. */
export type LoginPlace = Pick<VaultConfig, 'auth' | 'namespace'>;

/**
 * Why the first login failed, by the variable to look at. StartError if the settings are wrong; PartUnavailable if Vault is
 * away, sealed or not initialised. Both in one line.
 */
export function loginFailure(error: unknown, place: LoginPlace): unknown {
  if (error instanceof LoginRefused) return refusal(error, place);
  return error instanceof VaultFailure ? noAnswer(error) : error;
}

function noAnswer(failure: VaultFailure): StartError | PartUnavailable {
  const { code, name } = objectOf(failure.cause) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && UNTRUSTED_CERTIFICATE.test(code)) {
    return new StartError(`VAULT_ADDR: its certificate is not trusted (${code}): see VAULT_CA_FILE.`);
  }
  if (typeof code === 'string' && NOT_TLS.test(code)) {
    return new StartError(`VAULT_ADDR: what answers there does not speak TLS as https:// needs it (${code}).`);
  }
  const isLate = name === 'AbortError' || code === 'ABORT_ERR';
  const why = isLate ? 'no answer in time' : typeof code === 'string' ? code : 'no HTTP answer';
  return away(`Vault does not answer there (${why}).`, failure);
}

function refusal(error: LoginRefused, { auth, namespace }: LoginPlace): StartError | PartUnavailable {
  const { status, errors, body } = error.answer;
  if (status >= 300 && status < 400) {
    return new StartError('VAULT_ADDR: what answers there redirects: set the address that it redirects to.');
  }
  if (status === 503) return away('Vault is sealed, or has no active node. Unseal it.', error);
  if (status === 501) return away('Vault is not initialised.', error);
  // Also what a gateway answers, by a page of its own, while Vault behind it starts.
  if (!isLastingStatus(status)) return away(`Vault answers the login with ${status}.`, error);
  if (!Array.isArray(body.errors)) {
    return new StartError(`VAULT_ADDR: what answers there is not Vault or OpenBao (status ${status}).`);
  }
  if (status === 400 || status === 403) {
    return new StartError(
      'token' in auth
        ? 'VAULT_TOKEN was refused by Vault, or may not look itself up.'
        : 'VAULT_ROLE_ID and VAULT_SECRET_ID were refused by Vault.',
    );
  }
  if (status !== 404) return away(`Vault answers the login with ${status}.`, error);
  if (namespace !== null && errors.some((text) => text.includes('namespace'))) {
    return new StartError('VAULT_NAMESPACE: Vault has no such namespace.');
  }
  return new StartError(
    'token' in auth
      ? 'VAULT_ADDR: Vault has nothing at this path: set its address without a path of the API.'
      : 'VAULT_ROLE_ID: Vault has no AppRole logins at auth/approle: enable them, or look at VAULT_ADDR and VAULT_NAMESPACE.',
  );
}

function away(message: string, cause: unknown): PartUnavailable {
  return new PartUnavailable('keyring', cause, { code: 'keyring_unavailable', message: `VAULT_ADDR: ${message}` });
}
