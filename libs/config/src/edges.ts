/**
 * Variables whose value somebody else chose, or that keys were made with: white space and quotes at their ends may be
 * meant, so they are only warned of.
 */
const AS_GIVEN: ReadonlySet<string> = new Set([
  'KEYRING_PASSPHRASE',
  'IMPORT_PEPPER',
  'SMTP_PASSWORD',
  'PEPPER_PREVIOUS',
]);

const QUOTED = /^(["'`]).*\1$/s;

/**
 * What stands at the ends of a value by mistake: a line break that a file brought, or quotes that only a shell or `.env`
 * takes away. Null if nothing. It does not begin with the name of the variable, and does not show the value.
 */
export function edgeProblem(name: string, value: string): string | null {
  return AS_GIVEN.has(name) ? null : edgeOf(value, 'remove it', 'remove them');
}

/** The same for a variable where it may be meant: a whole line. */
export function edgeWarning(name: string, value: string): string | null {
  const text = AS_GIVEN.has(name)
    ? edgeOf(value, 'it counts as a part of the value', 'they count as a part of it')
    : null;
  return text && `${name} ${text}`;
}

function edgeOf(value: string, space: string, quotes: string): string | null {
  if (value.trim() !== value) return `begins or ends with white space or a line break: ${space}`;
  return value.length > 1 && QUOTED.test(value) ? `is written in quotes: ${quotes}` : null;
}
