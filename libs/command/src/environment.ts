/** The variables of this process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the environment in this room. */
export function ownEnvironment(): Environment {
  return process.env;
}

/** The text of a variable. Null: it is not set, or empty. */
export function variable(environment: Environment, name: string): string | null {
  const text = environment[name];
  return text === undefined || text === '' ? null : text;
}
