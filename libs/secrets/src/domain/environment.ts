import { OBJECT_NAME_MAX, type TextRule, textRule } from '#kernel';
import { membersOf } from './json-value.js';
import { PATH_RULE } from './path.js';

/** The most secrets of one environment. */
export const ENVIRONMENT_SECRETS_MAX = 200;
/** The most variables of one environment. A secret with fields gives one for each. */
export const VARIABLES_MAX = 1_000;

/** A name that every shell, and `execve` of every system, takes as that of a variable. */
const VARIABLE = /^[A-Z_][A-Z0-9_]*$/;

/** A variable of an environment, and the secret that it comes from. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** What keeps values from being an environment: a name that is none, one that two values have, or one too many. */
export interface VariableFault {
  readonly kind: 'invalid' | 'collision' | 'too_many';
  readonly name: string;
  /** Of the secrets: one, or the two that collide. Two fields of one secret may collide, too. */
  readonly paths: readonly string[];
}

/**
 * The variable of a path below a prefix, or of a field. Only a to z become upper case: `ß` would become `SS`, and
 * collide with nothing that anybody sees.
 *
 * @example
 * variableName('mail/smtp.host'); // 'MAIL_SMTP_HOST'
 */
export function variableName(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()).replace(/[./-]/g, '_');
}

/**
 * The variables of one secret. A JSON object gives one for each field, also if two fields have one name. Any other value
 * gives one. So does an empty object, which is taken as a text: no secret is left out.
 *
 * @example
 * variablesOf('app/', 'app/db', '{"port":5432}'); // [{ name: 'DB_PORT', value: '5432', path: 'app/db' }]
 */
export function variablesOf(prefix: string, path: string, value: string): Variable[] {
  const name = variableName(path.slice(prefix.length));
  const fields = membersOf(value);
  if (!fields || fields.length === 0) return [{ name, value, path }];
  return fields.map(([field, text]) => ({ name: `${name}_${variableName(field)}`, value: text, path }));
}

/** The variables of the secrets below a prefix, by their names. Nothing is ever left out or replaced. */
export class Environment {
  private readonly taken = new Map<string, Variable>();

  constructor(private readonly prefix: string) {}

  /**
   * Adds what a secret gives. Null: all of it was added. A name that is none, or that is there already, is a fault; and
   * so are too many variables. Then there is no environment.
   */
  add(path: string, value: string): VariableFault | null {
    for (const variable of variablesOf(this.prefix, path, value)) {
      const fault = this.faultOf(variable);
      if (fault) return fault;
      this.taken.set(variable.name, variable);
    }
    return null;
  }

  /** In the order in which they were added. */
  toObject(): Record<string, string> {
    return Object.fromEntries([...this.taken.values()].map(({ name, value }) => [name, value]));
  }

  private faultOf({ name, path }: Variable): VariableFault | null {
    if (!VARIABLE.test(name)) return { kind: 'invalid', name, paths: [path] };
    const other = this.taken.get(name);
    if (other) return { kind: 'collision', name, paths: [other.path, path] };
    return this.taken.size < VARIABLES_MAX ? null : { kind: 'too_many', name, paths: [path] };
  }
}

/** Unlike the prefix of a list, which may end inside a level: `prod/app` would take in `prod/apple`. */
export const ENVIRONMENT_PREFIX_RULE: TextRule = textRule({
  field: 'prefix',
  code: 'whole_levels',
  max: OBJECT_NAME_MAX,
  message: 'prefix must be whole levels of a path with "/" at the end, such as prod/app/',
  and: (text) => text.endsWith('/') && PATH_RULE.holds(text.slice(0, -1)),
});

/** The level of a path right below a prefix. Null: the path is that level, and nothing lies below it. */
export function levelOf(prefix: string, path: string): string | null {
  const end = path.indexOf('/', prefix.length);
  return end < 0 ? null : path.slice(0, end);
}
