import { type AuditConfig, auditOf } from './audit-config.js';
import {
  type KeyringConfig,
  keyringOf,
  type RootsConfig,
  rootsOf,
  type StoreConfig,
  storeOf,
} from './engines-config.js';
import { type Environment, isRegistrationOpen } from './environment.js';
import { type MailConfig, mailOf } from './mail-config.js';

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** CIDR blocks of the trusted proxies: their X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[];
  /** Where people and programs reach this server, without `/` at the end. Null: the operator has not said so. */
  readonly publicUrl: string | null;
  /** The origins whose pages may call the API from a browser. */
  readonly corsOrigins: readonly string[];
  readonly docs: boolean;
  /** The most connections of this process at the same time. */
  readonly connections: number;
  /** The most connections of one network (/24 or /64) at the same time. Trusted proxies are exempt. */
  readonly connectionsPerNetwork: number;
  /** Requests of an account, or of an address without a token, that are at work at the same time; a costly one counts 4. 0: no limit. */
  readonly requestsAtOnce: number;
  /**
   * Requests a minute of an address (IPv4, or an IPv6 /64) for each purpose of routes with a password, a code or a
   * token, over all nodes. 0: no limit.
   */
  readonly authRatePerMinute: number;
  /** Requests a minute of a principal, over all nodes. 0: no limit. */
  readonly ratePerMinute: number;
}

export interface TokenConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly accessSeconds: number;
  readonly refreshSeconds: number;
  readonly sessionSeconds: number;
}

export interface PasswordConfig {
  readonly minLength: number;
  readonly requiredClasses: readonly string[];
  /** The lowest score of a new password, 0 to 4. */
  readonly minScore: number;
  /** Where lost passwords are looked up. Null: nowhere. */
  readonly breachList: { readonly url: string } | { readonly file: string } | null;
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
  /** The pepper of the system that password hashes are imported from. Null: it had none. */
  readonly importPepper: string | null;
}

export interface IdentityConfig {
  readonly registrationOpen: boolean;
  /** Failed logins on an account, from one network and within the lockout time, that lock it for that network. */
  readonly maxFailedLogins: number;
  readonly lockoutSeconds: number;
  /** Whether a code by e-mail counts as the second factor that policies and roles ask for. */
  readonly emailCountsAsMfa: boolean;
}

export interface SecretsConfig {
  readonly versionsKept: number;
  readonly retentionSeconds: number;
}

export interface KeysConfig {
  /** How long a retired version of a key still opens values, before it is destroyed. */
  readonly destroyAfterSeconds: number;
}

export interface ServiceAccountsConfig {
  /** The longest life of a key. */
  readonly keyMaxAgeSeconds: number;
}

export interface SensitiveDataConfig {
  readonly cardLuhn: boolean;
  readonly nationalIdPattern: RegExp;
}

/** The API that clients of Vault speak. */
export interface KvApiConfig {
  /** Where clients find the secrets, without slashes at its ends. */
  readonly mount: string;
}

/** The whole configuration, after its checks. It is an injection token. A feature gets its own slice. */
export class Config {
  readonly http: HttpConfig;
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly audit: AuditConfig;
  readonly tokens: TokenConfig;
  readonly passwords: PasswordConfig;
  readonly identity: IdentityConfig;
  readonly mail: MailConfig;
  readonly secrets: SecretsConfig;
  /** Null: it is not served. */
  readonly kvApi: KvApiConfig | null;
  readonly keys: KeysConfig;
  readonly serviceAccounts: ServiceAccountsConfig;
  readonly sensitiveData: SensitiveDataConfig;
  readonly roots: RootsConfig;
  readonly store: StoreConfig;
  /** Free bytes on the disk of the store below which only reading and deleting work. 0: no reserve. */
  readonly storeReserveBytes: number;
  readonly keyring: KeyringConfig;
  /** How long the start waits for engines that are servers and do not answer yet. 0: it does not; so with embedded engines. */
  readonly startWaitSeconds: number;
  readonly setupToken: string | null;
  /** The folders that the engines keep their files in, by the variables that name them. Empty for engines that are servers. */
  readonly places: Readonly<Record<string, string>>;

  constructor(
    env: Environment,
    /** What works and is probably not meant: one line each, which begins with the variable. */
    readonly warnings: readonly string[] = [],
  ) {
    this.http = {
      host: env.HOST,
      port: env.PORT,
      tls: env.TLS_CERT_FILE && env.TLS_KEY_FILE ? { certFile: env.TLS_CERT_FILE, keyFile: env.TLS_KEY_FILE } : null,
      trustedProxies: env.TRUSTED_PROXIES,
      publicUrl: env.PUBLIC_URL ?? null,
      corsOrigins: env.CORS_ORIGINS,
      docs: env.API_DOCS,
      connections: env.CONNECTIONS_MAX,
      connectionsPerNetwork: env.CONNECTIONS_PER_NETWORK,
      requestsAtOnce: env.REQUESTS_AT_ONCE,
      authRatePerMinute: env.AUTH_RATE_PER_MINUTE,
      ratePerMinute: env.RATE_PER_MINUTE,
    };
    this.logLevel = env.LOG_LEVEL;
    this.audit = auditOf(env);
    this.tokens = {
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
      accessSeconds: env.ACCESS_TOKEN_EXPIRES_IN,
      refreshSeconds: env.REFRESH_TOKEN_EXPIRES_IN,
      sessionSeconds: env.SESSION_EXPIRES_IN,
    };
    this.passwords = {
      minLength: env.PASSWORD_MIN_LENGTH,
      requiredClasses: env.PASSWORD_REQUIRED_CLASSES,
      minScore: env.PASSWORD_MIN_SCORE,
      breachList: breachListOf(env),
      memoryKib: env.ARGON2_MEMORY_KIB,
      iterations: env.ARGON2_ITERATIONS,
      parallelism: env.ARGON2_PARALLELISM,
      importPepper: env.IMPORT_PEPPER ?? null,
    };
    this.identity = {
      registrationOpen: isRegistrationOpen(env),
      maxFailedLogins: env.MAX_FAILED_LOGINS,
      lockoutSeconds: env.LOCKOUT_MINUTES * 60,
      emailCountsAsMfa: env.MFA_EMAIL_COUNTS,
    };
    this.mail = mailOf(env);
    this.secrets = { versionsKept: env.SECRET_VERSIONS_KEPT, retentionSeconds: env.SECRET_RETENTION };
    this.kvApi = env.KV_API ? { mount: env.KV_API_MOUNT } : null;
    this.keys = { destroyAfterSeconds: env.KEY_DESTROY_AFTER };
    this.serviceAccounts = { keyMaxAgeSeconds: env.API_KEY_MAX_AGE };
    this.sensitiveData = { cardLuhn: env.SENSITIVE_CARD_LUHN, nationalIdPattern: env.NATIONAL_ID_PATTERN };
    this.roots = rootsOf(env);
    this.store = storeOf(env);
    this.storeReserveBytes = env.STORE_RESERVE_MIB * 1_048_576;
    this.keyring = keyringOf(env);
    this.startWaitSeconds = this.store.kind === 'sqlite' ? 0 : env.START_WAIT;
    this.setupToken = env.SETUP_TOKEN ?? null;
    this.places = {
      ...(this.store.kind === 'sqlite' ? { DATA_DIR: this.store.dataDir } : {}),
      ...(this.keyring.kind === 'local' ? { KEYRING_DIR: this.keyring.dir } : {}),
    };
  }
}

function breachListOf({ BREACH_LIST_URL: url, BREACH_LIST_FILE: file }: Environment): PasswordConfig['breachList'] {
  if (url) return { url };
  return file ? { file } : null;
}
