/** Words that other programs use for a word in our names. */
const SAME: Readonly<Record<string, string>> = {
  HOST: 'SERVER',
  HOSTNAME: 'SERVER',
  CERTIFICATE: 'CERT',
  CRT: 'CERT',
  PASS: 'PASSWORD',
  PASSWD: 'PASSWORD',
  USER: 'USERNAME',
  LOGIN: 'USERNAME',
  MONGO: 'MONGODB',
  URI: 'URL',
  ADDRESS: 'ADDR',
  MAIL: 'EMAIL',
  DATABASE: 'DB',
  PROXY: 'PROXIES',
  APPROLE: 'ROLE',
};

/** The last word of a name that only says what kind of value it has. */
const KINDS: ReadonlySet<string> = new Set(['FILE', 'PATH', 'DIR', 'DIRECTORY', 'FOLDER', 'KEY', 'VALUE']);
/** Names that share no word with the one that is meant. */
const ALIASES: Readonly<Record<string, string>> = {
  SMTP_FROM: 'EMAIL_FROM',
  MONGODB_DB: 'DB_NAME',
  MONGODB_DATABASE: 'DB_NAME',
  MONGO_DB: 'DB_NAME',
  ALLOW_REGISTRATION: 'REGISTRATION',
  REGISTRATION_ENABLED: 'REGISTRATION',
  REGISTRATION_OPEN: 'REGISTRATION',
};

/**
 * Whether a name says in other words what one of ours says: `SMTP_HOST` for `SMTP_SERVER`, `TLS_CERT` for `TLS_CERT_FILE`,
 * `JWT_SECRET_FILE` for `JWT_SECRET`. A name of one word never does.
 */
export function meansTheSame(name: string, ours: string): boolean {
  const upper = name.toUpperCase();
  if (ALIASES[upper] === ours) return true;
  if (!upper.includes('_') || !ours.includes('_')) return false;
  const [theirs, mine] = [wordsOf(upper), wordsOf(ours)];
  return [theirs.join(), bare(theirs)].some((words) => words === mine.join() || words === bare(mine));
}

function wordsOf(name: string): string[] {
  return name.split(/[_-]+/).map((word) => SAME[word] ?? word);
}

function bare(words: readonly string[]): string {
  return (KINDS.has(words.at(-1) ?? '') ? words.slice(0, -1) : words).join();
}
