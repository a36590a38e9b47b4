export const DONE = 0;
export const FAILED = 1;
export const MISUSED = 2;

/** Ends a command. Its lines are for a person: they name fields, variables and paths, and never show a value or a token. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(
    readonly lines: readonly string[],
    readonly exitCode = FAILED,
  ) {
    super(lines.join('\n'));
  }
}

/** Ends a command for one reason. */
export function failed(line: string): CommandFailed {
  return new CommandFailed([line]);
}

/** Ends a command whose line cannot be right: an argument or an option is missing, or has a form that is never taken. */
export function misused(line: string): CommandFailed {
  return new CommandFailed([line], MISUSED);
}
